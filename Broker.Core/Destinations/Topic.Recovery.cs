using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>What it keeps for consumers that come later, and what it throws away for those that are slow.</content>
public sealed partial class Topic
{
    private readonly BacklogContext _context;
    private long _nextExpiry;

    /// <summary>What a new durable subscription begins with; empty unless it is retroactive.</summary>
    internal IReadOnlyList<Message> RecoverFor(SubscriptionOptions options)
    {
        if (_recovery is null || !WantsRecovery(options)) return [];
        lock (_lock) return _recovery.Recover();
    }

    /// <summary>Finds again what an earlier tenure kept for consumers to come.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    internal async ValueTask RestoreAsync(StoredSubscription image, CancellationToken cancellationToken)
    {
        if (_recovery is null || !_recovery.Uses(image.Store))
        {
            // The policy has changed.
            await _store!.RemoveSubscriptionAsync(image.Info.ClientId, image.Info.Name).ConfigureAwait(false);
            return;
        }

        var found = new List<Message>();
        await image.Store.ReadAsync(new(After: 0, int.MaxValue), found, cancellationToken).ConfigureAwait(false);
        lock (_lock) _recovery.Restore(image.Store, found);
    }

    /// <summary>Lets go of what ran out of time while it waited for a consumer.</summary>
    internal void Expire()
    {
        var now = _context.NowMilliseconds;
        if (Policy.ExpireMessagesPeriod == TimeSpan.Zero || now < _nextExpiry) return;
        _nextExpiry = now + (long)Policy.ExpireMessagesPeriod.TotalMilliseconds;
        foreach (var subscription in _subscriptions) subscription.Expire();
    }

    private bool WantsRecovery(SubscriptionOptions options) => options.Retroactive || Policy.AlwaysRetroactive;

    // The stores that get it for consumers to come.
    private IMessageStore[] StoresToKeep(Message message) => _recovery is null ? [] : _recovery.StoresFor(message);

    private void PublishAndKeep(SubscriptionRecovery recovery, Message message)
    {
        lock (_lock)
        {
            if (!_closed) recovery.Add(message);
            foreach (var subscription in _subscriptions) subscription.Add(message, this);
        }
    }
}
