using Broker.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Availability;

/// <summary>A node with the real election: while it is master it writes, and it steps down when the store refuses it.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedMedium _medium;
    private readonly MasterElection _election;
    private Task<MasterTenure>? _winning;
    private Task? _releasing;

    public SimulatedNode(SimulatedWorld world, SimulatedMedium medium, string name)
    {
        _world = world;
        _medium = medium;
        Name = name;
        // Two parts in a hundred between the fastest clock and the slowest.
        Time = new(world, 0.99 + (0.02 * world.Random.NextDouble()));
        Lock = new(world, medium, Time, name);
        _election = new(Lock, afterFailure: true, Time, NullLogger.Instance);
        Win();
    }

    public string Name { get; }

    public SimulatedTime Time { get; }

    public SimulatedLock Lock { get; }

    public MasterTenure? Tenure { get; private set; }

    public bool MayAnswer => Tenure?.MayAnswer == true;

    /// <summary>Hands the store to another node of its own accord.</summary>
    public string? HandOverTo { get; set; }

    public bool IsSettled => _winning?.IsCompleted != true && Tenure?.IsOver != true && _releasing?.IsCompleted != true;

    /// <summary>Takes note of what the last event has brought. Continuations that the threads of the process run are waited for.</summary>
    public async Task SettleAsync()
    {
        if (_winning?.IsCompleted == true)
        {
            Tenure = await _winning;
            _winning = null;
            Write(Tenure);
        }

        if (Tenure is { IsOver: true })
        {
            await _election.Keeping;
            Tenure = null;
            _releasing = HandOverTo is null ? Task.CompletedTask : _election.ReleaseAsync(HandOverTo, CancellationToken.None);
            HandOverTo = null;
        }

        if (_releasing?.IsCompleted != true) return;
        _releasing = null;
        Win();
    }

    private void Win() => _winning = _election.WinAsync(_ => ValueTask.CompletedTask, CancellationToken.None);

    private void Write(MasterTenure tenure) => Time.After(_world.Between(0.1, 0.8), () =>
    {
        if (tenure.IsOver) return;
        if (HandOverTo is not null) tenure.End("Handed over.");
        else _world.After(_world.Between(0.0005, 0.5), () => Arrive(tenure));
        Write(tenure);
    });

    private void Arrive(MasterTenure tenure)
    {
        if (_medium.IsAway || _medium.TryWrite(tenure.Fence)) return;
        Time.At(_world.Now + _world.Between(0.0005, 0.05).Ticks, () => tenure.End("Refused by the store."));
    }
}
