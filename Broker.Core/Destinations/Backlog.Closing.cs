using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Its end. A message is either in the backlog before that, and goes with it, or is not taken at all.</content>
internal sealed partial class Backlog
{
    private bool _closed;

    /// <summary>It takes and gives nothing any more; once true it stays so.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock) return _closed;
        }
    }

    /// <summary>Lets go of all memory; the backlog takes and gives nothing any more.</summary>
    public void Close()
    {
        lock (_lock) CloseUnderLock();
    }

    /// <summary>Closes it unless it holds or is about to get a message, or has a consumer.</summary>
    public bool TryCloseUnused()
    {
        lock (_lock)
        {
            if (_closed || _consumers.Count > 0 || _appending.Count > 0 || _inFlight > 0 || Count > 0) return false;
            CloseUnderLock();
            return true;
        }
    }

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
            _appending.Add(message);
            return true;
        }
    }

    private void CloseUnderLock()
    {
        _closed = true;
        _start?.ConsumerRemoved(0);
        UpdateDelivering();
        foreach (var lane in _lanes) RemoveWaiting(lane, long.MaxValue);
    }
}
