using Broker.Storage.Database;
using Microsoft.EntityFrameworkCore;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class LeaseSchemaTests(DatabaseFixture fixture)
{
    [Fact]
    public void Statements_RunTwice_TablesAndSingleRowsAtEpochZero()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, [.. LeaseSchema.Statements, .. LeaseSchema.Statements]);
        using var context = fixture.Factory(connectionString).CreateDbContext();
        Assert.Equal(0, context.Leases.Single().Epoch);
        Assert.Null(context.Leases.Single().Holder);
        Assert.Equal(0, context.Fences.Single().Epoch);
        Assert.Empty(context.Nodes);
    }

    [Fact]
    public void Mapping_OfTheThreeTables_SameAsTheRealColumns()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, LeaseSchema.Statements);
        using var context = fixture.Factory(connectionString).CreateDbContext();
        foreach (var name in LeaseSchema.Tables)
        {
            var real = DatabaseFixture.Query(
                connectionString,
                $"SHOW COLUMNS FROM {name}",
                row => $"{row.GetString(0)} {WithoutWidth(row.GetString(1))} {row.GetString(2)} {row.GetString(3)}");
            var table = context.Model.GetRelationalModel().FindTable(name, null)!;
            var mapped = table.Columns.Select(column =>
                $"{column.Name} {column.StoreType} {(column.IsNullable ? "YES" : "NO")} {(table.PrimaryKey!.Columns.Contains(column) ? "PRI" : "")}");
            Assert.Equal(real.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Fence_WriterOfAnOlderEpoch_RefusedByTheCheck()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, LeaseSchema.Statements);
        DatabaseFixture.Execute(connectionString, "UPDATE broker_fence SET epoch = 2, writer_epoch = 2 WHERE id = 1");
        DatabaseFixture.Execute(connectionString, "UPDATE broker_fence SET writer_epoch = 2, group_number = 1 WHERE id = 1");
        var error = Assert.Throws<MySqlException>(() => DatabaseFixture.Execute(connectionString, "UPDATE broker_fence SET writer_epoch = 1, group_number = 2 WHERE id = 1"));
        Assert.Equal(DatabaseFailure.FenceRefused, DatabaseErrors.Classify(error));
    }

    // MariaDB shows "bigint(20)" and "tinyint(3) unsigned", MySQL no longer does.
    private static string WithoutWidth(string type) =>
        type.Contains("int(", StringComparison.Ordinal) ? $"{type[..type.IndexOf('(', StringComparison.Ordinal)]}{type[(type.IndexOf(')', StringComparison.Ordinal) + 1)..]}" : type;
}
