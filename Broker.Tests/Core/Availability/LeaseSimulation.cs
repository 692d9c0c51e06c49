using System.Globalization;
using System.Text;

namespace Broker.Tests.Core.Availability;

/// <summary>One schedule: a few nodes on one store, half a minute of trouble, then calm.</summary>
internal sealed class LeaseSimulation
{
    private static readonly TimeSpan _trouble = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _longestPoll = TimeSpan.FromSeconds(1);

    private readonly StringBuilder _trace = new();
    private readonly SimulatedWorld _world;
    private readonly SimulatedMedium _medium;
    private readonly SimulatedNode[] _nodes;
    private readonly bool _clockJumps;
    private long _lastMaster;

    public LeaseSimulation(int seed, bool clockJumps)
    {
        _clockJumps = clockJumps;
        _world = new(seed);
        _medium = new(_world, TimeSpan.FromSeconds(_world.Random.Next(2, 7)));
        _nodes = [.. Enumerable.Range(0, _world.Random.Next(2, 5)).Select(i => new SimulatedNode(_world, _medium, $"node-{i}"))];
    }

    /// <summary>Moments at which two nodes took themselves for master; only a jumping clock may bring that about.</summary>
    public int Doubles { get; private set; }

    public int Accepted => _medium.Accepted;

    public int Refused => _medium.Refused;

    public long Epochs => _medium.Epoch;

    /// <summary>Who believed what when.</summary>
    public string Trace => _trace.ToString();

    public async Task RunAsync()
    {
        ScheduleFaults();
        await RunUntilAsync(_trouble.Ticks);
        CalmDown();
        // One lease for what is held, or watched by a clock that is slow; two polls to see it; what failed last is tried again within one more.
        var bound = (_medium.Lease * 1.02) + (_longestPoll * 3) + TimeSpan.FromMilliseconds(200);
        await RunUntilAsync((_trouble + bound).Ticks);
        var masters = _nodes.Where(node => node.MayAnswer).ToList();
        Assert.True(masters.Count == 1, $"{masters.Count} nodes serve when all is well for {bound}.");
        Assert.Equal(_medium.Epoch, masters[0].Tenure!.Fence.Epoch);
    }

    private async Task RunUntilAsync(long end)
    {
        while (_world.Step(end))
        {
            foreach (var node in _nodes)
            {
                while (!node.IsSettled) await node.SettleAsync();
            }

            Check();
        }
    }

    private void Check()
    {
        var count = 0;
        var master = 0L;
        foreach (var node in _nodes)
        {
            if (!node.MayAnswer) continue;
            count++;
            master = Math.Max(master, node.Tenure!.Fence.Epoch);
        }

        if (master != _lastMaster) _trace.Append(CultureInfo.InvariantCulture, $"{_world.Now}: {count} at {master}\n");
        _lastMaster = master;
        if (count < 2) return;
        Assert.True(_clockJumps, $"{count} nodes answer at {TimeSpan.FromTicks(_world.Now)}.\n{_trace}");
        Doubles++;
    }

    private void ScheduleFaults()
    {
        for (var i = 0; i < 6; i++) _world.After(_world.Between(0, _trouble.TotalSeconds), Break);
    }

    private void Break()
    {
        var node = _nodes[_world.Random.Next(_nodes.Length)];
        switch (_world.Random.Next(_clockJumps ? 5 : 4))
        {
            case 0:
                _medium.IsAway = true;
                _world.At(Until(1.5), () => _medium.IsAway = false);
                break;
            case 1:
                node.HandOverTo = _nodes[_world.Random.Next(_nodes.Length)].Name;
                break;
            case 2 or 3:
                var master = Array.Find(_nodes, node => node.MayAnswer) ?? node;
                master.Time.StandStillUntil(Until(2.5));
                break;
            default:
                _medium.Jump(_world.Between(-60, 60));
                break;
        }
    }

    private long Until(double leases) => Math.Min(_trouble.Ticks, _world.Now + _world.Between(0.1, _medium.Lease.TotalSeconds * leases).Ticks);

    private void CalmDown()
    {
        _medium.IsAway = false;
        foreach (var node in _nodes)
        {
            node.HandOverTo = null;
            node.Lock.IsCalm = true;
            node.Lock.GiveUp();
        }
    }
}
