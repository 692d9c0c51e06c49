using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Availability;

/// <summary>Writes this node's changes of role to the store's history when it can, and reads the group's.</summary>
/// <remarks>Never holds up a change of role. What could not be written waits, up to <see cref="NodeState.HistoryLimit"/> changes.</remarks>
public sealed class RoleHistory(NodeState state, INodeRegistry registry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _answerLimit = TimeSpan.FromSeconds(3);

    // A new database has no place for it until the first master has made the tables: nothing to warn of.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private volatile Stored _stored = new([], 0);
    private Task _writing = Task.CompletedTask;
    private long _recorded;
    private long? _failingSince;
    private bool _told;

    /// <summary>Changes of role in the group, newest first, at most <see cref="NodeState.HistoryLimit"/>: as the store had them lately, and this node's newest.</summary>
    public IReadOnlyList<RoleChange> Read()
    {
        var stored = _stored;
        var (latest, total) = state.ReadHistory();
        var newer = latest.Take((int)Math.Min(total - stored.OwnChanges, latest.Count));
        return [.. newer.Concat(stored.Changes).OrderByDescending(change => change.At).Take(NodeState.HistoryLimit)];
    }

    /// <summary>Writes and reads until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var changed = state.Changed;
            await SynchronizeAsync().ConfigureAwait(false);
            await Task.WhenAny(changed, Task.Delay(_period, time, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is not written yet, and reads what others wrote.</summary>
    public async Task SynchronizeAsync()
    {
        try
        {
            // One that was given up waiting for goes on, and no second may run beside it.
            if (_writing.IsCompleted) _writing = WriteAsync();
            await _writing.WaitAsync(_answerLimit, time).ConfigureAwait(false);
            var recorded = _recorded;
            var entries = await registry.ReadHistoryAsync(NodeState.HistoryLimit, CancellationToken.None).AsTask().WaitAsync(_answerLimit, time).ConfigureAwait(false);
            _stored = new([.. entries.Select(FromEntry).OfType<RoleChange>()], recorded);
            (_failingSince, _told) = (null, false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            _failingSince ??= time.GetTimestamp();
            if (_told || time.GetElapsedTime(_failingSince.Value) < _patience) return;
            _told = true;
            AvailabilityLog.HistoryFailed(logger, e.Message);
        }
    }

    private async Task WriteAsync()
    {
        var (latest, total) = state.ReadHistory();
        for (var number = Math.Max(_recorded, total - latest.Count); number < total; number++)
        {
            var change = latest[(int)(total - number - 1)];
            await registry.RecordAsync(new(change.At, change.Node, change.Role.ToString(), change.Reason, change.Epoch), CancellationToken.None).ConfigureAwait(false);
            _recorded = number + 1;
        }
    }

    // A role that this version does not know is left out.
    private static RoleChange? FromEntry(RoleChangeEntry entry) =>
        Enum.TryParse<BrokerRole>(entry.Role, out var role) ? new(entry.At, entry.Node, role, entry.Reason, entry.Epoch) : null;

    /// <param name="Changes">As the store has them, newest first.</param>
    /// <param name="OwnChanges">How many of this node's are among them, or were too old to be.</param>
    private sealed record Stored(IReadOnlyList<RoleChange> Changes, long OwnChanges);
}
