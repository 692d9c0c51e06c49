using System.Diagnostics;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Database;

/// <summary>The cluster that the tests use behaves as Galera does, before any of them blames the broker.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class GaleraClusterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cluster_NodeCutOffOrKilled_OthersGoOnAndItCatchesUp()
    {
        var started = Stopwatch.GetTimestamp();
        void Note(string what)
        {
            output.WriteLine($"{what} after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s.");
            started = Stopwatch.GetTimestamp();
        }

        await using var cluster = await GaleraCluster.StartAsync();
        Note("Three nodes in service");
        await cluster.Nodes[0].ExecuteAsUserAsync("CREATE TABLE broker_main.t (a INT PRIMARY KEY); INSERT INTO broker_main.t VALUES (1)");
        Assert.Equal("1", await RowsAsync(cluster.Nodes[2]));

        started = Stopwatch.GetTimestamp();
        await cluster.IsolateAsync(2);
        Note("Node 2 cut off");
        await cluster.Nodes[0].ExecuteAsUserAsync("INSERT INTO broker_main.t VALUES (2)");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RowsAsync(cluster.Nodes[2]));
        Assert.Contains("1047", refused.Message, StringComparison.Ordinal);

        started = Stopwatch.GetTimestamp();
        await cluster.HealAsync(2);
        Note("Node 2 back");
        Assert.Equal("1,2", await RowsAsync(cluster.Nodes[2]));

        started = Stopwatch.GetTimestamp();
        await cluster.Nodes[0].KillAsync();
        await cluster.Nodes[1].ExecuteAsUserAsync("INSERT INTO broker_main.t VALUES (3)");
        Note("Node 0 killed, next write answered");
        await cluster.WaitUntilPrimaryAsync(2, Limit);
        await cluster.Nodes[0].StartAgainAsync();
        await cluster.WaitUntilPrimaryAsync(3, Limit);
        Note("Node 0 started again");
        Assert.Equal("1,2,3", await RowsAsync(cluster.Nodes[0]));

        await cluster.Nodes[1].KillAsync();
        Directory.Delete(cluster.Nodes[1].DataDirectory, recursive: true);
        Directory.CreateDirectory(cluster.Nodes[1].DataDirectory);
        started = Stopwatch.GetTimestamp();
        await cluster.Nodes[1].StartAgainAsync();
        await cluster.WaitUntilPrimaryAsync(3, Limit);
        Note("Node 1 started again without its data");
        Assert.Equal("1,2,3", await RowsAsync(cluster.Nodes[1]));

        foreach (var node in cluster.Nodes) await node.KillAsync();
        started = Stopwatch.GetTimestamp();
        await cluster.StartAgainAsync();
        Note("All nodes killed and started again");
        Assert.Equal("1,2,3", await RowsAsync(cluster.Nodes[1]));
    }

    /// <summary>In order; sees every write that was answered before, on whichever node.</summary>
    private static Task<string> RowsAsync(MariaDbServer node) =>
        node.ExecuteAsUserAsync("SET wsrep_sync_wait = 15; SELECT GROUP_CONCAT(a ORDER BY a) FROM broker_main.t");
}
