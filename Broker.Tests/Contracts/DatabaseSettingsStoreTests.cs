using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Contracts;

public sealed class DatabaseSettingsStoreTests : SettingsStoreContract
{
    private readonly List<DatabaseSettingsStore> _opened = [];
    private string _database = "";

    public override async Task InitializeAsync()
    {
        _database = await SharedMariaDb.CreateDatabaseAsync();
        await using (var context = new BrokerDbContextFactory(_database, ServerVersion.AutoDetect(_database)).CreateDbContext())
            await SchemaMigrator.MigrateAsync(context);
        await base.InitializeAsync();
    }

    public override Task DisposeAsync()
    {
        foreach (var store in _opened) store.Dispose();
        return Task.CompletedTask;
    }

    protected override ISettingsStore Open() => Open(_database);

    [Fact]
    public async Task Write_BeforeTheFirstMaster_ThereIsNoPlace()
    {
        var store = Open(await SharedMariaDb.CreateDatabaseAsync());
        Assert.Null(await store.ReadAsync("users", known: 0, default));
        var error = await Assert.ThrowsAsync<StoreException>(() => store.TryWriteAsync("users", 0, "{}", "ann", default).AsTask());
        Assert.Contains("no place for settings yet: the first master makes the tables", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAndWrite_OtherBrokersDatabase_Refused()
    {
        await using (var other = new DatabaseLeaseLock(
            new() { ConnectionString = _database, BrokerName = "other", NodeName = "x", Incarnation = Guid.NewGuid(), LeaseDuration = TimeSpan.FromSeconds(10) }))
        {
            await other.TryAcquireAsync(afterFailure: false, TimeSpan.Zero, default);
        }

        var store = Open(_database);
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => store.ReadAsync("users", known: 0, default).AsTask());
        Assert.Contains("holds the store of broker 'other', not 'group'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreMismatchException>(() => store.TryWriteAsync("users", 0, "{}", "ann", default).AsTask());
    }

    [Fact]
    public async Task Write_ManyVersions_TheNewestTwentyAreKept()
    {
        for (var version = 0; version < 25; version++) await Here.TryWriteAsync("users", version, "{}", "ann", default);
        await Here.TryWriteAsync("rights", 0, "{}", "ann", default);
        Assert.Equal("6-25", LeaseProbe.Scalar(_database, "SELECT CONCAT(MIN(version), '-', MAX(version)) FROM broker_setting WHERE document = 'users'"));
        // A writer that far behind finds no gap to write into.
        Assert.False((await There.TryWriteAsync("users", 2, "{}", "bob", default)).IsDone);
    }

    [Fact]
    public async Task Write_NameOfTheWriterIsLong_KeptAsFarAsThereIsRoom()
    {
        var write = await Here.TryWriteAsync("users", 0, "{}", new string('n', 400), default);
        Assert.Equal((true, 190), (write.IsDone, write.Newest!.By.Length));
    }

    [Fact]
    public async Task Read_ServerIsNotThere_SaysWhich()
    {
        using var store = new DatabaseSettingsStore(new($"Server=127.0.0.1;Port={FreePorts.Take()};Database=broker;Uid=u;Pwd=secret-word"), "group");
        var error = await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("users", known: 0, default).AsTask());
        Assert.Contains("The database server 127.0.0.1:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    private DatabaseSettingsStore Open(string database)
    {
        var store = new DatabaseSettingsStore(new(database), "group");
        _opened.Add(store);
        return store;
    }
}
