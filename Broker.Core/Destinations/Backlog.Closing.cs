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
            if (_closed || _consumers.Count > 0 || _pages.IsAppending || _inFlight > 0 || Count > 0) return false;
            CloseUnderLock();
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
