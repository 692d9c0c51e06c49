using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database;

public sealed class DatabaseNodeRegistryTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private string _database = "";
    private DatabaseNodeRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _database = await SharedMariaDb.CreateDatabaseAsync();
        _registry = new DatabaseNodeRegistry(new DatabaseConnections(_database));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task Beat_TwoNodes_EachSeesBoth()
    {
        var (a, b) = (Beat("a"), Beat("b") with { Epoch = 3, ClientUris = ["tcp://b:61616", "ssl://b:61617"], ConsoleUri = "http://b:8161" });
        await _registry.BeatAsync(a, CancellationToken.None);
        await _registry.BeatAsync(b, CancellationToken.None);
        var nodes = await _registry.BeatAsync(b, CancellationToken.None);
        Assert.Equal([("a", 1L), ("b", 2L)], nodes.Select(static node => (node.Beat.Name, node.Beats)));
        Assert.Equal((b.Incarnation, b.Role, b.Epoch, b.ConsoleUri), (nodes[1].Beat.Incarnation, nodes[1].Beat.Role, nodes[1].Beat.Epoch, nodes[1].Beat.ConsoleUri));
        Assert.Equal(b.ClientUris, nodes[1].Beat.ClientUris);
        Assert.Null(nodes[0].Beat.Epoch);
        Assert.Empty(nodes[0].Beat.ClientUris);
    }

    [Fact]
    public async Task Beat_NodeUnseenForADay_IsRemoved()
    {
        await _registry.BeatAsync(Beat("gone"), CancellationToken.None);
        await using var connection = LeaseProbe.Open(_database);
        LeaseProbe.Execute(connection, "UPDATE broker_node SET seen = UTC_TIMESTAMP(6) - INTERVAL 25 HOUR");
        Assert.Equal(["a"], (await _registry.BeatAsync(Beat("a"), CancellationToken.None)).Select(static node => node.Beat.Name));
    }

    [Fact]
    public async Task Leave_OtherIncarnation_EntryStays()
    {
        var beat = Beat("a");
        await _registry.BeatAsync(beat, CancellationToken.None);
        await _registry.LeaveAsync("a", Guid.NewGuid(), CancellationToken.None);
        Assert.Single(await _registry.ReadAsync(CancellationToken.None));
        await _registry.LeaveAsync("a", beat.Incarnation, CancellationToken.None);
        Assert.Empty(await _registry.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Record_BeforeTheFirstMaster_ThereIsNoPlace()
    {
        var error = await Assert.ThrowsAsync<StoreException>(async () => await _registry.RecordAsync(new RoleChangeEntry(Noon, "a", "Slave", null, null), CancellationToken.None));
        Assert.Contains("no place for it yet", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _registry.ReadHistoryAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task ReadHistory_ThreeChanges_NewestFirstAndNoMoreThanAsked()
    {
        await using (var context = new BrokerDbContextFactory(_database, ServerVersion.AutoDetect(_database)).CreateDbContext())
            await SchemaMigrator.MigrateAsync(context);
        RoleChangeEntry[] changes =
        [
            new(Noon, "a", "Slave", null, null),
            new(Noon.AddSeconds(1.5), "a", "Master", "Nobody held the store.", 1),
            new(Noon.AddSeconds(2), "b", "Slave", null, null),
        ];
        foreach (var change in changes) await _registry.RecordAsync(change, CancellationToken.None);
        Assert.Equal([changes[2], changes[1]], await _registry.ReadHistoryAsync(2, CancellationToken.None));
    }

    private static NodeBeat Beat(string name) => new(name, Guid.NewGuid(), "Slave", null, [], "");
}
