using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>How messages come in: into memory while there is room, else into the store alone.</content>
internal sealed partial class Backlog
{
    /// <summary>Takes a message as <see cref="Queue.SendAsync"/> does.</summary>
    /// <returns>False: the backlog is closed, and did not take it.</returns>
    public bool TrySend(Message message, out ValueTask sent)
    {
        sent = ValueTask.CompletedTask;
        if (!Keeps(message) && TryKeepInMemory(message)) return true;
        if (!TryBeginAppend(message)) return false;
        sent = SendBegunAsync(message);
        return true;
    }

    /// <summary>As <see cref="BeginAppend"/>.</summary>
    /// <returns>False: the backlog is closed.</returns>
    public bool TryBeginAppend(Message message)
    {
        lock (_lock)
        {
            if (_closed) return false;
            _pages.BeginAppend(message);
            return true;
        }
    }

    /// <summary>Says that a message is about to be stored; <see cref="AddStored"/> or <see cref="AbandonAppend"/> follows.</summary>
    /// <remarks>
    /// The store shows a message a moment before it is announced here. A page read in that moment has it too, and without this
    /// it would be delivered twice.
    /// </remarks>
    public void BeginAppend(Message message)
    {
        lock (_lock) _pages.BeginAppend(message);
    }

    /// <summary>The message could not be stored.</summary>
    public void AbandonAppend(Message message)
    {
        lock (_lock) _pages.EndAppend(message);
    }

    /// <summary>Whether a message that need not be durable could stay in memory; a hint.</summary>
    public bool HasMemoryFor(Message message)
    {
        lock (_lock) return _lanes[LaneOf(message)].IsComplete && HasMemory;
    }

    /// <summary>Puts a non-persistent message into memory when there is room for it there.</summary>
    public bool TryKeepInMemory(Message message)
    {
        lock (_lock)
        {
            if (_closed) return false;
            var lane = LaneOf(message);
            if (!_lanes[lane].IsComplete || !HasMemory) return false;
            message.Sequence = _context.Persistence.NextSequence();
            Admit(new(this, message, lane, stored: false));
            Statistics.CountEnqueued();
        }

        Announce(message);
        BuryExpired();
        return true;
    }

    /// <summary>Takes a message that the store has made readable, in the order in which the store did.</summary>
    public void AddStored(Message message)
    {
        lock (_lock)
        {
            _pages.EndAppend(message);
            if (_closed) return;
            NoteAppended(message);
            Statistics.CountEnqueued();
            var index = LaneOf(message);
            var lane = _lanes[index];

            // Sends of several threads may be announced in another order than the store gave them numbers. The row in memory has
            // no gaps, so one that comes late goes into it, however full memory is.
            var late = message.Sequence <= (lane.IsComplete ? lane.Newest : lane.LoadedThrough);
            if (late || (lane.IsComplete && HasMemory))
            {
                Admit(new(this, message, index, stored: true));
            }
            else
            {
                if (!TryPick(index, message)) LeaveToStore(lane, message);
                if (_consumers.Count > 0) Dispatch();
            }
        }

        Announce(message);
        BuryExpired();
    }

    private bool HasMemory => _waitingBytes < _policy.MemoryLimit && !_context.Memory.IsFull;

    private ValueTask SendBegunAsync(Message message)
    {
        var stored = _store.AppendAsync(message);
        if (!stored.IsCompletedSuccessfully) return AddWhenStoredAsync(stored, message);
        AddStored(message);
        return stored;
    }

    private async ValueTask AddWhenStoredAsync(ValueTask stored, Message message)
    {
        try
        {
            await stored.ConfigureAwait(false);
        }
        catch (StoreException)
        {
            AbandonAppend(message);
            throw;
        }

        AddStored(message);
    }

    // A new message at the end of a lane that is wholly in memory.
    private void Admit(QueueEntry entry)
    {
        Hold(entry);
        Wait(entry);
        if (_consumers.Count > 0) Dispatch();
    }

    private void LeaveToStore(Lane lane, Message message)
    {
        lane.LeftOut++;
        if (lane.IsComplete)
        {
            lane.LoadedThrough = message.Sequence - 1;
            UpdateDelivering();
        }

        foreach (var consumer in _consumers.All) consumer.LookAgainInStoreFrom(LaneOf(message), message.Sequence);
        RememberArrival(lane, message);
    }
}
