using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>Waiting messages that a person sends elsewhere: dead letters back to where they died, others to a queue.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>How many messages <see cref="RetryAsync"/> and <see cref="MoveAsync"/> would look at.</summary>
    public ValueTask<long> CountAsync(Queue queue, MessageChoice choice, CancellationToken cancellationToken) =>
        queue.Backlog.CountAsync(choice, cancellationToken);

    /// <summary>Sends dead letters back to where they died, as new. Those that are none stay.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="StoreException">The store failed; messages that went before it did are not in the queue any more.</exception>
    public ValueTask<long> RetryAsync(Queue queue, MessageChoice choice, CancellationToken cancellationToken) =>
        ReaddressAsync(queue, choice, Revive, cancellationToken);

    /// <summary>Moves messages to the end of another queue.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="StoreException">The store failed; messages that went before it did are not in the queue any more.</exception>
    public ValueTask<long> MoveAsync(Queue queue, MessageChoice choice, Queue target, CancellationToken cancellationToken) =>
        ReaddressAsync(queue, choice, message => CopyFor(message, target), cancellationToken);

    /// <summary>Copies messages to the end of another queue.</summary>
    /// <returns>How many were copied.</returns>
    /// <exception cref="StoreException">The store failed; messages that were copied before it did are there.</exception>
    public async ValueTask<long> CopyAsync(Queue queue, MessageChoice choice, Queue target, CancellationToken cancellationToken)
    {
        var copied = 0L;
        var end = _persistence.NextSequence();
        for (var after = 0L; after < end && copied < choice.Most;)
        {
            (var found, after) = await queue.Backlog.ListAsync(after, end, choice, choice.Most - copied, cancellationToken).ConfigureAwait(false);
            await SendAsync(found.ConvertAll(message => Stage(CopyFor(message, target))), []).ConfigureAwait(false);
            copied += found.Count;
        }

        return copied;
    }

    private static Message CopyFor(Message message, Queue target)
    {
        var copy = message.Copy();
        copy.OriginalDestination ??= message.Destination;
        copy.Destination = target.Destination;
        return copy;
    }

    // A dead letter of a temporary queue that is gone has nowhere to go back to.
    private Message? Revive(Message letter) =>
        _context.DeadLetters.Revive(letter) is { } revived && (!revived.Destination.IsTemporary || _queues.ContainsKey(revived.Destination))
            ? revived
            : null;

    private async ValueTask<long> ReaddressAsync(Queue queue, MessageChoice choice, Func<Message, Message?> readdress, CancellationToken cancellationToken)
    {
        var moved = 0L;
        var end = _persistence.NextSequence();
        for (var after = 0L; after < end && moved < choice.Most;)
        {
            (var taken, after) = await queue.Backlog.TakeAsync(after, end, choice, choice.Most - moved, cancellationToken).ConfigureAwait(false);
            moved += await ReaddressPageAsync(queue.Backlog, taken, readdress).ConfigureAwait(false);
        }

        return moved;
    }

    private async ValueTask<int> ReaddressPageAsync(Backlog from, List<QueueEntry> taken, Func<Message, Message?> readdress)
    {
        var (sends, moving) = (new List<StagedSend>(), new List<QueueEntry>());
        foreach (var entry in taken)
        {
            if (readdress(entry.Message) is not { } message) continue;
            sends.Add(Stage(message));
            moving.Add(entry);
        }

        from.Return([.. taken.Except(moving)]);
        try
        {
            await SendAsync(sends, moving).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            from.Return([.. moving]);
            throw;
        }

        from.Remove([.. moving], consumed: true, leftStore: true);
        return moving.Count;
    }

    // One operation of the store: nothing is in both places, nor in none.
    private async ValueTask SendAsync(List<StagedSend> sends, List<QueueEntry> removed)
    {
        if (sends.Count == 0) return;
        try
        {
            var transaction = _persistence.Transactions.Begin();
            foreach (var send in sends) send.AppendTo(transaction);
            foreach (var entry in removed)
            {
                if (entry.Stored) transaction.Remove(entry.Backlog.Store, MessageKey.Of(entry.Message));
            }

            // The next page is looked for elsewhere than on the store's own thread.
            await transaction.CommitAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (StoreException)
        {
            foreach (var send in sends) send.Abandon();
            throw;
        }

        foreach (var send in sends) send.Deliver();
    }
}
