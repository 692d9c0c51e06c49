using Broker.Core.Storage;
using Broker.Storage.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class SchemaMigratorTests(DatabaseFixture fixture)
{
    private const string Initial = "20261120101444_InitialSchema";
    private const string JobsOfAnyId = "20261120131500_JobsOfAnyId";
    private const string JobsInOrder = "20261120170000_JobsInOrder";

    [Fact]
    public async Task Migrate_EmptyDatabaseAndThenAgain_AppliedOnce()
    {
        var connectionString = fixture.NewDatabase();
        Assert.Equal([Initial, JobsOfAnyId, JobsInOrder], await MigrateAsync(connectionString));
        Assert.Empty(await MigrateAsync(connectionString));
    }

    [Fact]
    public async Task Migrate_FirstVersionsTables_BroughtToThisOnes()
    {
        var connectionString = fixture.NewDatabase();
        await using (var context = fixture.Factory(connectionString).CreateDbContext())
        {
            // The driver migrates synchronously only.
            await Task.Run(() => context.GetService<IMigrator>().Migrate(Initial));
        }

        // As a server leaves it that ended within the migration.
        DatabaseFixture.Execute(connectionString, "DROP TABLE broker_job");
        Assert.Equal([JobsOfAnyId, JobsInOrder], await MigrateAsync(connectionString));
        Assert.Equal(
            ["due", "id", "is_paused", "payload", "sequence", "size"],
            DatabaseFixture.Query(connectionString, "SELECT column_name FROM information_schema.columns WHERE table_schema=DATABASE() AND table_name='broker_job' ORDER BY column_name", row => row.GetString(0)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrate_JobsAreThere_NumberedInTheOrderOfTheirIds(bool wasCutShort)
    {
        var connectionString = fixture.NewDatabase();
        await using (var context = fixture.Factory(connectionString).CreateDbContext())
        {
            await Task.Run(() => context.GetService<IMigrator>().Migrate(wasCutShort ? JobsInOrder : JobsOfAnyId));
        }

        DatabaseFixture.Execute(
            connectionString,
            "INSERT INTO broker_job(id,due,is_paused,size,payload)VALUES('b',7,0,1,''),('a',7,0,1,''),('c',6,0,1,'')",
            $"DELETE FROM broker_migration WHERE MigrationId='{JobsInOrder}'");
        Assert.Equal([JobsInOrder], await MigrateAsync(connectionString));
        Assert.Equal(["c1", "a2", "b3"], DatabaseFixture.Query(connectionString, "SELECT CONCAT(CAST(id AS CHAR),sequence) FROM broker_job ORDER BY due,sequence", row => row.GetString(0)));
    }

    [Fact]
    public async Task Migrate_TablesOfTheLeaseAndOfOthersThere_Applied()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, [.. LeaseSchema.Statements, "CREATE TABLE orders (id INT PRIMARY KEY)"]);
        Assert.Equal([Initial, JobsOfAnyId, JobsInOrder], await MigrateAsync(connectionString));
    }

    [Fact]
    public async Task Migrate_SchemaOfANewerVersion_RefusedByNameAndUntouched()
    {
        var connectionString = fixture.NewDatabase();
        await MigrateAsync(connectionString);
        DatabaseFixture.Execute(connectionString, "INSERT INTO broker_migration VALUES ('20991231000000_Future', '99.0')", "DROP TABLE broker_audit");
        await RefusedAsync(connectionString, "newer version", "'20991231000000_Future'", "run that newer version");
        Assert.Empty(DatabaseFixture.Query(connectionString, "SHOW TABLES LIKE 'broker_audit'", row => row.GetString(0)));
    }

    [Fact]
    public async Task Migrate_OurTablesWithoutHistory_Refused()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, "CREATE TABLE broker_message (id INT PRIMARY KEY)");
        await RefusedAsync(connectionString, "'broker_message'", "'broker_migration'", "empty database");
    }

    [Fact]
    public async Task Migrate_TableMissing_RefusedByName()
    {
        var connectionString = fixture.NewDatabase();
        await MigrateAsync(connectionString);
        DatabaseFixture.Execute(connectionString, "DROP TABLE broker_lane");
        await RefusedAsync(connectionString, "the table 'broker_lane'", "backup");
    }

    [Fact]
    public async Task Migrate_ColumnMissing_RefusedByName()
    {
        var connectionString = fixture.NewDatabase();
        await MigrateAsync(connectionString);
        DatabaseFixture.Execute(connectionString, "ALTER TABLE broker_lane DROP COLUMN bytes");
        await RefusedAsync(connectionString, "the column 'bytes' of the table 'broker_lane'");
    }

    [Fact]
    public async Task Migrate_ForeignHistory_Refused()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, "CREATE TABLE broker_migration (id INT PRIMARY KEY)");
        await RefusedAsync(connectionString, "cannot be brought to this version", "MigrationId");
    }

    [Fact]
    public async Task Migrate_UserWithoutRights_SaysWhichAreNeeded()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(fixture.ServerConnectionString, "CREATE OR REPLACE USER reader IDENTIFIED BY 'secret'", "GRANT SELECT ON *.* TO reader");
        await RefusedAsync($"{connectionString};User ID=reader;Password=secret", "may not change its tables", "GRANT");
    }

    private async Task<IReadOnlyList<string>> MigrateAsync(string connectionString)
    {
        await using var context = fixture.Factory(connectionString).CreateDbContext();
        return await SchemaMigrator.MigrateAsync(context);
    }

    private async Task RefusedAsync(string connectionString, params string[] words)
    {
        var error = await Assert.ThrowsAnyAsync<StoreException>(() => MigrateAsync(connectionString));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
