using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>
/// Nothing is delivered before the store knows that it may be: the master that follows delivers it as a repetition then. Where producers
/// and consumers meet, the append itself says so; what waited in the store before is noted a window at a time.
/// </content>
internal sealed partial class Backlog
{
    private static readonly TimeSpan _notingPause = TimeSpan.FromSeconds(1);

    private readonly long _deliveredThrough;
    // The store knows that messages up to here may be delivered.
    private long _noted;
    private bool _delivering;
    // Appends with a larger sequence have seen _delivering; a smaller one may have been on its way before.
    private long _deliveringAfter;
    private Task _noting = Task.CompletedTask;
    // The store is asked, or could not say and is to be asked again.
    private bool _isNoting;

    /// <summary>How often a message that has just come into memory was delivered before, as far as is known.</summary>
    public int DeliveriesOf(Message message) =>
        message.Sequence <= _deliveredThrough ? Math.Max(1, message.RedeliveryCounter) : message.RedeliveryCounter;

    /// <summary>Whether the store knows that this one may be delivered, or need not; the lock is held, here and below.</summary>
    public bool MayDeliver(QueueEntry entry) => entry.Sequence <= _noted || !entry.Stored || !Keeps(entry.Message);

    // Whenever consumers come or go, or the row in memory becomes whole or parts.
    private void UpdateDelivering()
    {
        var delivering = !_closed && _consumers.Count > 0 && Array.TrueForAll(_lanes, static lane => lane.IsComplete);
        if (delivering == _delivering) return;
        _delivering = delivering;
        _store.IsDelivering = delivering;
        if (delivering) _deliveringAfter = _context.Persistence.NextSequence();
    }

    private void NoteAppended(Message message)
    {
        if (_delivering && message.Sequence > _deliveringAfter && message.Sequence > _noted && Keeps(message)) _noted = message.Sequence;
    }

    // Notes all of a lane that is in memory: one operation, and not one for each message. True: the store knows of it now.
    private bool TryNote(Lane lane)
    {
        if (lane.Waiting.Last is not { } last || last.Sequence <= _noted) return true;
        if (_isNoting) return false;
        var noted = _store.AllowDeliveryAsync(last.Sequence);
        if (noted.IsCompletedSuccessfully)
        {
            _noted = last.Sequence;
            return true;
        }

        _isNoting = true;
        _noting = NoteAsync(noted.AsTask(), last.Sequence);
        return false;
    }

    // Without the lock, here and below.
    private async Task NoteAsync(Task noted, long through)
    {
        try
        {
            // Never in the caller's hold of the lock.
            await noted.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (FencedException)
        {
            // Nothing is delivered here any more.
            return;
        }
        catch (StoreException e)
        {
            DestinationsLog.NotingFailed(_context.Logger, e, e.Message);
            _ = NoteLaterAsync();
            return;
        }

        lock (_lock)
        {
            _noted = Math.Max(_noted, through);
            _isNoting = false;
            Dispatch();
        }

        BuryExpired();
    }

    private async Task NoteLaterAsync()
    {
        await Task.Delay(_notingPause, _context.Time).ConfigureAwait(false);
        lock (_lock) _isNoting = false;
        Wake();
    }
}
