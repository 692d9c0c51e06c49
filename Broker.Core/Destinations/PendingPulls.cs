namespace Broker.Core.Destinations;

/// <summary>What a consumer without prefetch has asked for and not got yet, oldest first. Guarded by its subscription's lock.</summary>
/// <remarks>A pull that is served takes its timer with it: it must not end a later one.</remarks>
internal sealed class PendingPulls(TimeProvider time)
{
    // As many as a prefetch may be; a client that asks for more has lost count.
    private const int MaxCount = 32767;

    private readonly LinkedList<ITimer?> _pulls = new();

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

    /// <returns>False: it was served already.</returns>
    public bool Remove(LinkedListNode<ITimer?> pull)
    {
        if (pull.List is null) return false;
        _pulls.Remove(pull);
        pull.Value?.Dispose();
        return true;
    }

    public void Clear()
    {
        while (_pulls.First is { } pull) Remove(pull);
    }
}
