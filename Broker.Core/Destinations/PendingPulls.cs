using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>What a consumer without prefetch has asked for and not got yet, oldest first. Guarded by its subscription's lock.</summary>
/// <remarks>A pull that is served takes its timer with it: it must not end a later one.</remarks>
internal sealed class PendingPulls(TimeProvider time, IDeliverySink sink, ConsumerId consumer)
{
    // As many as a prefetch may be; a client that asks for more has lost count.
    private const int MaxCount = 32767;

    private readonly LinkedList<ITimer?> _pulls = new();

    // Pulls that ended without a message and whose client has not been told.
    private int _untold;

    public int Count => _pulls.Count;

    /// <summary>Notes a pull; null when there are too many.</summary>
    public LinkedListNode<ITimer?>? Add() => _pulls.Count < MaxCount ? _pulls.AddLast((ITimer?)null) : null;

    /// <summary>Calls back, on another thread, if the pull has not been served by then.</summary>
    public void EndAfter(LinkedListNode<ITimer?> pull, TimeSpan timeout, Action<LinkedListNode<ITimer?>> end)
    {
        if (pull.List is null) return;
        pull.Value = time.CreateTimer(_ => end(pull), null, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A message went to the oldest.</summary>
    public void Serve()
    {
        if (_pulls.First is { } oldest) Remove(oldest);
    }

    /// <summary>Nothing came for this pull in time, unless it was served already.</summary>
    /// <returns>See <see cref="TellEnded"/>.</returns>
    public bool End(LinkedListNode<ITimer?> pull)
    {
        if (pull.List is null) return true;
        Remove(pull);
        _untold++;
        return TellEnded();
    }

    /// <summary>Tells the client of the pulls that ended without a message.</summary>
    /// <returns>
    /// False: its outbox is full, and this is to be called again when there is room. The answer must not get lost: the client waits
    /// for it without a time limit of its own.
    /// </returns>
    public bool TellEnded()
    {
        for (; _untold > 0; _untold--)
        {
            if (!sink.TryDeliver(consumer, message: null, redeliveryCounter: 0)) return false;
        }

        return true;
    }

    public void Clear()
    {
        while (_pulls.First is { } pull) Remove(pull);
        _untold = 0;
    }

    private void Remove(LinkedListNode<ITimer?> pull)
    {
        _pulls.Remove(pull);
        pull.Value?.Dispose();
    }
}
