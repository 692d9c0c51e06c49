using System.Diagnostics;

namespace Broker.Tests.Failover;

/// <summary>The kinds of rounds.</summary>
internal static class Faults
{
    /// <summary>A cluster of databases takes two seconds to give up a lost node.</summary>
    private static readonly TimeSpan GaleraBar = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GaleraLease = TimeSpan.FromSeconds(5);

    private static readonly Fault Kill = new("kill", static async scene =>
    {
        await scene.Master.Process.KillAsync();
        return scene.Master.Process.LaunchAgainAsync;
    })
    { Bar = static _ => TimeSpan.FromSeconds(1.5) };

    private static readonly Fault Freeze = new("freeze", static async scene =>
    {
        await scene.Master.PauseAsync();
        var paused = Stopwatch.GetTimestamp();
        return () => WakeUpAsync(scene, paused);
    })
    {
        Bar = static lease => lease + TimeSpan.FromSeconds(2),
        ShortLease = TimeSpan.FromSeconds(3),
    };

    private static readonly Fault Stop = new("stop", static async scene =>
    {
        _ = await scene.Master.Process.StopAsync();
        return scene.Master.Process.LaunchAgainAsync;
    });

    private static readonly Fault Switchover = new("switchover", static async scene =>
    {
        await scene.Master.SwitchOverToAsync(scene.Slave.Name);
        return Nothing;
    })
    { Bar = static _ => TimeSpan.FromSeconds(0.5) };

    private static readonly Fault DatabaseRestart = new("database-restart", static async scene =>
    {
        _ = await scene.Database.Server.StopAsync();
        await scene.Database.Server.StartAgainAsync();
        return Nothing;
    });

    private static readonly Fault DatabaseKill = new("database-kill", static async scene =>
    {
        await scene.Database.Server.KillAsync();
        await scene.Database.Server.StartAgainAsync();
        return Nothing;
    });

    private static readonly Fault GaleraBrokerKill = Kill with { Bar = static _ => GaleraBar, Lease = GaleraLease };

    private static readonly Fault GaleraNodeKill = new("node-kill", static async scene =>
    {
        var node = scene.Galera.NodeUsedBy(scene.Master);
        await scene.Galera.Cluster.Nodes[node].KillAsync();
        return () => JoinAgainAsync(scene, node);
    })
    { Bar = static _ => GaleraBar, Lease = GaleraLease };

    private static readonly Fault GaleraBothKill = new("both-kill", static async scene =>
    {
        var node = scene.Galera.NodeUsedBy(scene.Master);
        await Task.WhenAll(scene.Galera.Cluster.Nodes[node].KillAsync(), scene.Master.Process.KillAsync());
        return async () =>
        {
            await JoinAgainAsync(scene, node);
            await scene.Master.Process.LaunchAgainAsync();
        };
    })
    { Bar = static _ => GaleraBar, Lease = GaleraLease };

    private static readonly Fault GaleraPartition = new("partition", static async scene =>
    {
        var node = scene.Galera.NodeUsedBy(scene.Master);
        await scene.Galera.Cluster.IsolateAsync(node);
        return () => scene.Galera.Cluster.HealAsync(node);
    })
    { Bar = static _ => GaleraBar, Lease = GaleraLease };

    private static readonly Dictionary<string, Fault[]> OfStore = new(StringComparer.Ordinal)
    {
        ["database"] = [Kill, Freeze, Stop, Switchover, DatabaseRestart, DatabaseKill],
        ["directory"] = [Kill, Freeze, Stop, Switchover],
        ["galera"] = [GaleraBrokerKill, GaleraNodeKill, GaleraBothKill, GaleraPartition],
    };

    /// <summary>The stores, and the kinds of rounds on each.</summary>
    public static IEnumerable<(string Store, IReadOnlyList<Fault> Kinds)> All => OfStore.Select(static store => (store.Key, (IReadOnlyList<Fault>)store.Value));

    /// <param name="store">Its store.</param>
    /// <param name="kinds">Their names, with a comma between them.</param>
    public static IReadOnlyList<Fault> Get(string store, string kinds) =>
        [.. kinds.Split(", ").Select(kind => OfStore[store].Single(fault => fault.Name == kind))];

    private static Task Nothing() => Task.CompletedTask;

    /// <summary>It sleeps until another has long been master, and then for the rest of two leases.</summary>
    private static async Task WakeUpAsync(Scene scene, long paused)
    {
        var left = (2 * scene.Pair.Lease) - Stopwatch.GetElapsedTime(paused);
        if (left > TimeSpan.Zero) await Task.Delay(left);
        scene.Master.Resume();
    }

    private static async Task JoinAgainAsync(Scene scene, int node)
    {
        await scene.Galera.Cluster.Nodes[node].StartAgainAsync();
        await scene.Galera.Cluster.WaitUntilPrimaryAsync(scene.Galera.Cluster.Nodes.Count, TimeSpan.FromSeconds(60));
    }
}
