using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

/// <summary>Which faults of a database end the first start of a node, and which it waits out.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class DatabaseCheckTests(DatabaseFixture fixture)
{
    private const long Frame = 1024 * 1024;

    [Fact]
    public Task Check_EmptyDatabase_NothingSpeaksAgainst() => RunAsync(fixture.NewDatabase());

    [Theory]
    [InlineData("Port=1")]
    [InlineData("Pwd=s3cret-and-wrong;Uid=nobody")]
    [InlineData("Database=nowhere")]
    public Task Check_OutOfReach_LeftToWaiting(string fault) => RunAsync($"{fixture.NewDatabase()};{fault}");

    [Fact]
    public async Task Check_PacketTooSmall_Refused()
    {
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => RunAsync(fixture.NewDatabase(), frame: 1L << 30));
        Assert.Contains("max_allowed_packet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_StoreOfAnotherBroker_Refused()
    {
        var database = fixture.NewDatabase();
        var options = new DatabaseLockOptions { ConnectionString = database, BrokerName = "other", NodeName = "a", Incarnation = Guid.NewGuid() };
        await using var other = new DatabaseLeaseLock(options);
        await other.TryAcquireAsync(afterFailure: true, TimeSpan.Zero, default);

        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => RunAsync(database));
        Assert.Contains("holds the store of broker 'other', not 'group'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NewerSchema_Refused()
    {
        var database = fixture.NewDatabase();
        await using (var context = fixture.Factory(database).CreateDbContext()) await SchemaMigrator.MigrateAsync(context);
        DatabaseFixture.Execute(database, "INSERT INTO broker_migration VALUES ('20991231000000_Future', '99.0')");

        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => RunAsync(database));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    private static Task RunAsync(string connectionString, long frame = Frame) =>
        DatabaseCheck.RunAsync(new DatabaseConnections(connectionString), "group", frame, CancellationToken.None);
}
