using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

/// <summary>The lease where every server of a cluster takes writes, and none knows the other's locks.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DatabaseLeaseLockClusterTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Acquire_OnTwoServersAtOnce_ExactlyOneHolds()
    {
        await using var cluster = await GaleraCluster.StartAsync();
        var database = await cluster.CreateDatabaseAsync();
        await using var a = new LeaseNode(To(cluster, database, 0), "a", Lease);
        await using var b = new LeaseNode(To(cluster, database, 1), "b", Lease);
        for (var round = 1; round <= 20; round++)
        {
            var claims = await Task.WhenAll(a.TryAsync(), b.TryAsync());
            Assert.Single(claims, static claim => claim.Fence is not null);
            var (winner, fence) = claims[0].Fence is { } won ? (a, won) : (b, claims[1].Fence!.Value);
            Assert.Equal(new Fence(round), fence);
            Assert.Equal(LeaseAnswer.Held, await winner.RenewAsync(fence));
            await winner.ReleaseAsync(fence);
        }
    }

    [Fact]
    public async Task Claim_OldTenuresTransactionOpenOnAnotherServer_FailsToCommit()
    {
        await using var cluster = await GaleraCluster.StartAsync();
        var database = await cluster.CreateDatabaseAsync();
        var here = To(cluster, database, 0);
        await using var a = new LeaseNode(here, "a", TimeSpan.FromSeconds(1));
        await using var b = new LeaseNode(To(cluster, database, 1), "b", TimeSpan.FromSeconds(1));
        var old = await a.AcquireAsync();
        await using var writer = LeaseProbe.Open(here);
        LeaseProbe.Execute(writer, "START TRANSACTION");
        LeaseProbe.Execute(writer, $"UPDATE broker_fence SET writer_epoch = {old.Epoch}, group_number = 7 WHERE id = 1");

        Assert.Equal(new Fence(2), await b.InsistAsync());
        var error = Assert.ThrowsAny<MySqlException>(() => LeaseProbe.Execute(writer, "COMMIT"));
        Assert.Contains(DatabaseErrors.Classify(error), new[] { DatabaseFailure.RetryTransaction, DatabaseFailure.ConnectionLost });
        Assert.Equal("0", LeaseProbe.Scalar(here, "SELECT group_number FROM broker_fence"));
    }

    [Fact]
    public async Task Renew_ServerLosesTheMajority_GoesToAnotherOfTheList()
    {
        await using var cluster = await GaleraCluster.StartAsync();
        var database = await cluster.CreateDatabaseAsync();
        await using var alone = new LeaseNode(To(cluster, database, 0), "alone", Lease);
        await using var a = new LeaseNode(cluster.ConnectionStringTo(database), "a", Lease);
        var fence = await a.AcquireAsync();
        await cluster.IsolateAsync(0);

        // A node that knows only the server that is cut off gets no lease from it, nor an answer about one.
        var error = await Assert.ThrowsAsync<StoreException>(() => alone.TryAsync());
        Assert.Contains("lost the others of its cluster", error.Message, StringComparison.Ordinal);
        Assert.Equal(LeaseAnswer.Unknown, await alone.RenewAsync(fence));
        await Eventually.TrueAsync(async () => await a.RenewAsync(fence) is LeaseAnswer.Held, () => $"Not held: {a.Lock.Problem}");
    }

    private static string To(GaleraCluster cluster, string database, int node)
    {
        var settings = new MySqlConnectionStringBuilder(cluster.ConnectionStringTo(database)) { Server = "127.0.0.1", Port = (uint)cluster.Nodes[node].Port };
        return settings.ConnectionString;
    }
}
