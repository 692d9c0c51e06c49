using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Failover;

/// <summary>Rounds on one store, each of every kind given, in random order, under one load that goes on through all of them.</summary>
internal sealed class FailoverRun(string store, IReadOnlyList<Fault> faults, ITestOutputHelper output)
{
    /// <summary>As the brokers' own default.</summary>
    private static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(10);

    /// <summary>Far more answers than clients can have had on their way when the fault struck.</summary>
    private const int ServiceIsBack = 300;

    private readonly Random _random = new(FailoverSettings.Seed);
    private readonly List<FailoverGap> _gaps = [];
    private long _takeovers;

    /// <summary>Some fifteen hundred messages a second from two producers of each sort, and consumers that keep up.</summary>
    private static string[] Load =>
        ["--producers", "2", "--tx-producers", "2", "--consumers", "2", "--tx-consumers", "2", "--pause", "2000", "--tx-pause", "25000"];

    public async Task<FailoverRow> RunAsync(int rounds)
    {
        var lease = faults[0].Lease ?? FailoverSettings.Lease ?? (rounds is 1 ? faults.Min(static fault => fault.ShortLease) : null) ?? DefaultLease;
        await using var place = await PairStore.CreateAsync(store);
        await using var pair = await BrokerPair.StartAsync(place, lease);
        if (FailoverSettings.Peer is null) await place.WatchWritersAsync();
        await using var sampler = new RoleSampler(pair);
        await using var load = await FailoverLoad.StartAsync(pair.Urls, () => pair.OutputTail, Load);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var fault in InAnyOrder()) await RoundAsync(round, fault, place, pair, load);
        }

        var report = await load.StopAndVerifyAsync();
        var samples = await sampler.StopAsync();
        return new FailoverRow
        {
            Store = FailoverSettings.Peer is { } peer ? $"{peer} {store}" : store,
            Faults = faults,
            Lease = lease,
            Gaps = _gaps,
            Epochs = _takeovers,
            EpochFaults = FailoverSettings.Peer is null ? [.. RoleHistory.FindFaults(samples), .. await place.FindWriterFaultsAsync()] : [],
            Report = report,
        };
    }

    private Fault[] InAnyOrder()
    {
        Fault[] shuffled = [.. faults];
        _random.Shuffle(shuffled);
        return shuffled;
    }

    private async Task RoundAsync(int round, Fault fault, PairStore place, BrokerPair pair, FailoverLoad load)
    {
        await load.MoreAnsweredAsync(ServiceIsBack);
        await load.RunForAsync(TimeSpan.FromMilliseconds(_random.Next(1000)));
        var scene = new Scene(pair, place, await pair.MasterAsync());
        var before = await EpochAsync(scene.Master);
        _ = await load.MarkAsync(takeovers: 0);

        var repairAsync = await fault.StrikeAsync(scene);
        var during = await load.TakeGapsAsync();
        await load.MoreAnsweredAsync(ServiceIsBack);
        await repairAsync();
        var master = await pair.WaitUntilCompleteAsync();
        await load.MoreAnsweredAsync(ServiceIsBack);

        var takeovers = await EpochAsync(master) - before ?? (master == scene.Master ? 0 : 1);
        var after = await load.MarkAsync(takeovers);
        _takeovers += takeovers;
        _gaps.Add(new(fault, after.Longest > during.Longest ? after.Longest : during.Longest));
        output.WriteLine($"Round {round}, {fault.Name}: {scene.Master.Name} -> {master.Name}, sending {Longest(during.Sending, after.Sending)} s, receiving {Longest(during.Receiving, after.Receiving)} s.");
    }

    private static string Longest(TimeSpan one, TimeSpan other) => $"{(one > other ? one : other).TotalSeconds:F2}";

    private static async Task<long?> EpochAsync(PairNode node) => (await node.AskAsync(CancellationToken.None))?.Epoch;
}
