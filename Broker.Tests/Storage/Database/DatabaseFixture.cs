using System.Globalization;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

/// <summary>One server for all tests of this folder; each takes a database of its own from it.</summary>
public sealed class DatabaseFixture : IAsyncLifetime, IAsyncDisposable
{
    private MariaDbServer? _server;
    private int _databases;

    internal ServerVersion Version => field ??= ServerVersion.AutoDetect(ServerConnectionString);

    /// <summary>The user root, and no database.</summary>
    internal string ServerConnectionString => $"Server={Server.SocketPath};Protocol=unix;User ID=root";

    private MariaDbServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    // Not the shared one: tests here make it read-only for a moment.
    public async Task InitializeAsync() => _server = await MariaDbServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        MySqlConnection.ClearAllPools();
        return Server.DisposeAsync();
    }

    // xunit calls this one.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>A connection string that names a database nobody has made yet.</summary>
    internal string NewName() =>
        string.Create(CultureInfo.InvariantCulture, $"{ServerConnectionString};Database=scratch_{Interlocked.Increment(ref _databases)}");

    /// <summary>A connection string that names a database without tables.</summary>
    internal string NewDatabase()
    {
        var connectionString = NewName();
        var name = new MySqlConnectionStringBuilder(connectionString).Database;
        Execute(ServerConnectionString, $"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        return connectionString;
    }

    /// <summary>A new database with all of the broker's tables but those of the lease.</summary>
    internal BrokerDbContextFactory NewBroker()
    {
        var factory = Factory(NewDatabase());
        using var context = factory.CreateDbContext();
        context.Database.Migrate();
        return factory;
    }

    internal BrokerDbContextFactory Factory(string connectionString) => new(connectionString, Version);

    internal static void Execute(string connectionString, params IEnumerable<string> statements)
    {
        using var connection = new MySqlConnection(connectionString);
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = new MySqlCommand(statement, connection);
            command.ExecuteNonQuery();
        }
    }

    internal static List<T> Query<T>(string connectionString, string statement, Func<MySqlDataReader, T> take)
    {
        using var connection = new MySqlConnection(connectionString);
        connection.Open();
        using var command = new MySqlCommand(statement, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(take(reader));
        return rows;
    }
}
