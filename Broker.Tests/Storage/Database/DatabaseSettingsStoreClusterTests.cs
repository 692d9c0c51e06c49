using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database;

/// <summary>Nodes that write settings through two servers of a cluster, where only the certification at commit keeps them apart.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DatabaseSettingsStoreClusterTests
{
    private const int Rounds = 20;

    [Fact]
    public async Task Write_ThroughTwoServersAtOnce_OneForEachVersionAndBothReadIt()
    {
        await using var cluster = await GaleraCluster.StartAsync();
        var name = await cluster.CreateDatabaseAsync();
        await using (var context = new BrokerDbContextFactory(cluster.Nodes[0].ConnectionStringTo(name), ServerVersion.AutoDetect(cluster.Nodes[0].ConnectionStringTo(name))).CreateDbContext())
            await SchemaMigrator.MigrateAsync(context);
        using var here = new DatabaseSettingsStore(new(cluster.Nodes[0].ConnectionStringTo(name)), "group");
        using var there = new DatabaseSettingsStore(new(cluster.Nodes[1].ConnectionStringTo(name)), "group");
        Assert.Null(await there.ReadAsync("users", known: 0, default));
        for (var version = 0; version < Rounds; version++)
        {
            var writes = await Task.WhenAll(
                Task.Run(() => here.TryWriteAsync("users", version, """{"by":"a"}""", "a", default).AsTask()),
                Task.Run(() => there.TryWriteAsync("users", version, """{"by":"b"}""", "b", default).AsTask()));
            var winner = Assert.Single(writes, write => write.IsDone);
            Assert.All(writes, write => Assert.Equal(winner.Newest, write.Newest));
            Assert.Equal(winner.Newest, await here.ReadAsync("users", known: 0, default));
            Assert.Equal(winner.Newest, await there.ReadAsync("users", known: 0, default));
        }
    }
}
