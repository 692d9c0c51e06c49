using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Broker.Storage.Database;
using Microsoft.EntityFrameworkCore;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class DatabaseErrorsTests(DatabaseFixture fixture)
{
    [Theory]
    [InlineData(1040, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(1042, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(1053, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(1317, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(1927, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(2006, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(2013, nameof(DatabaseFailure.ConnectionLost))]
    [InlineData(1213, nameof(DatabaseFailure.RetryTransaction))]
    [InlineData(1205, nameof(DatabaseFailure.RetryTransaction))]
    [InlineData(1047, nameof(DatabaseFailure.RetryTransaction))]
    [InlineData(1180, nameof(DatabaseFailure.RetryTransaction))]
    [InlineData(4025, nameof(DatabaseFailure.FenceRefused))]
    [InlineData(3819, nameof(DatabaseFailure.FenceRefused))]
    [InlineData(1644, nameof(DatabaseFailure.RemovalMissed))]
    [InlineData(1114, nameof(DatabaseFailure.Full))]
    [InlineData(1021, nameof(DatabaseFailure.Full))]
    [InlineData(1290, nameof(DatabaseFailure.ReadOnly))]
    [InlineData(1836, nameof(DatabaseFailure.ReadOnly))]
    [InlineData(1792, nameof(DatabaseFailure.ReadOnly))]
    [InlineData(1062, nameof(DatabaseFailure.Duplicate))]
    [InlineData(1142, nameof(DatabaseFailure.AccessRefused))]
    [InlineData(1044, nameof(DatabaseFailure.AccessRefused))]
    [InlineData(1045, nameof(DatabaseFailure.AccessRefused))]
    [InlineData(1698, nameof(DatabaseFailure.AccessRefused))]
    [InlineData(1041, nameof(DatabaseFailure.Other))]
    [InlineData(1064, nameof(DatabaseFailure.Other))]
    [InlineData(1146, nameof(DatabaseFailure.Other))]
    [InlineData(0, nameof(DatabaseFailure.Other))]
    public void Classify_ServersNumber_WhatItMeans(int number, string expected)
    {
        Assert.Equal(expected, DatabaseErrors.Classify(Error(number)).ToString());
        Assert.Equal(number, DatabaseErrors.NumberOf(new DbUpdateException("wrapped", Error(number))));
    }

    [Theory]
    [InlineData(1030, "Got error 28 \"No space left on device\" from storage engine InnoDB")]
    [InlineData(1030, "Got error 28 from storage engine")]
    [InlineData(1005, "Can't create table `a`.`b` (errno: 28 \"No space left on device\")")]
    public void Classify_TextSaysNoSpace_Full(int number, string text) => Assert.Equal(DatabaseFailure.Full, DatabaseErrors.Classify(Error(number, text)));

    [Fact]
    public void Classify_DriversErrorWithCause_ConnectionLost() =>
        Assert.Equal(DatabaseFailure.ConnectionLost, DatabaseErrors.Classify(Error(0, "Fatal error", new IOException("reset"))));

    [Fact]
    public void Classify_DriversErrorAroundANumber_TheNumberCounts() =>
        Assert.Equal(DatabaseFailure.AccessRefused, DatabaseErrors.Classify(Error(0, "Authentication failed", Error(1045))));

    [Fact]
    public void Classify_NoErrorOfADatabase_Other() => Assert.Equal(DatabaseFailure.Other, DatabaseErrors.Classify(new IOException("disk")));

    [Fact]
    public void Classify_ConnectionKilledInAQuery_ConnectionLost()
    {
        using var connection = Open(fixture.ServerConnectionString);
        Assert.Equal(DatabaseFailure.ConnectionLost, FailureOf(() => Execute(connection, string.Create(CultureInfo.InvariantCulture, $"KILL {connection.ServerThread}"))));
    }

    [Fact]
    public void Classify_ConnectionKilledWhileIdle_ConnectionLost()
    {
        using var connection = Open(fixture.ServerConnectionString);
        DatabaseFixture.Execute(fixture.ServerConnectionString, string.Create(CultureInfo.InvariantCulture, $"KILL {connection.ServerThread}"));
        Assert.Equal(DatabaseFailure.ConnectionLost, FailureOf(() => Execute(connection, "SELECT 1")));
    }

    [Fact]
    public void Classify_CommandRunsIntoItsTimeout_ConnectionLost()
    {
        using var connection = Open(fixture.ServerConnectionString);
        using var command = new MySqlCommand("SELECT SLEEP(5)", connection) { CommandTimeout = 1 };
        Assert.Equal(DatabaseFailure.ConnectionLost, FailureOf(() => command.ExecuteScalar()));
    }

    [Fact]
    public void Classify_NobodyListens_ConnectionLost() =>
        Assert.Equal(DatabaseFailure.ConnectionLost, FailureOf(() => Open("Server=127.0.0.1;Port=1;User ID=root").Dispose()));

    // An answer that takes exactly as long as it may: a node that waited for its turn once ended of it.
    [Fact]
    public void IsOfMedium_DriversLimitReachedExactly_True()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var error = Assert.ThrowsAny<Exception>(() => client.GetStream().ReadTimeout = 0);
        Assert.True(DatabaseProblem.IsOfMedium(error));
        Assert.False(DatabaseProblem.IsOfMedium(Assert.ThrowsAny<ArgumentException>(static () => new List<int>()[0])));
    }

    [Fact]
    public void Classify_LoginRefused_AccessRefused() =>
        Assert.Equal(DatabaseFailure.AccessRefused, FailureOf(() => Open($"{fixture.ServerConnectionString};User ID=nobody_here;Password=x").Dispose()));

    [Fact]
    public void Classify_RowLockedByAnother_RetryTransaction()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB", "INSERT INTO t VALUES (1)");
        using var holder = Open(connectionString);
        using var transaction = holder.BeginTransaction();
        Execute(holder, "SELECT * FROM t FOR UPDATE");
        Assert.Equal(DatabaseFailure.RetryTransaction, FailureOf(() => DatabaseFixture.Execute(connectionString, "SET innodb_lock_wait_timeout = 1", "DELETE FROM t")));
        transaction.Rollback();
    }

    private static DatabaseFailure FailureOf(Action action) => DatabaseErrors.Classify(Assert.ThrowsAny<Exception>(action));

    private static MySqlConnection Open(string connectionString)
    {
        var connection = new MySqlConnection($"{connectionString};Pooling=false");
        connection.Open();
        return connection;
    }

    private static void Execute(MySqlConnection connection, string statement)
    {
        using var command = new MySqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    // The driver gives nobody else a way to make one.
    private static MySqlException Error(int number, string text = "text", Exception? inner = null) =>
        (MySqlException)typeof(MySqlException)
            .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(string), typeof(int), typeof(Exception)])!
            .Invoke([text, number, inner]);
}
