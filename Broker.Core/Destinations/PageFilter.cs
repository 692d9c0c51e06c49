using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>Which messages of a page wait in the store alone, although the page was read without the lock. Guarded by the backlog's lock.</summary>
/// <remarks>
/// What memory has of the row is told by <see cref="Lane.LoadedThrough"/>. The others of a page that do not wait there: those picked from
/// further back, those that the store shows a moment before they are announced, and those that have gone since the page was read.
/// </remarks>
internal sealed class PageFilter
{
    // Entries in memory that stand beyond their lane's LoadedThrough.
    private readonly HashSet<long> _picked = [];

    // Taken away while somebody reads the store: the page may still have them.
    private readonly HashSet<long> _goneWhileReading = [];

    // Handed to the store and not announced yet; see Backlog.BeginAppend.
    private readonly HashSet<Message> _appending = [];
    private readonly HashSet<long> _unannounced = [];
    private int _readers;

    /// <summary>Messages are on their way into the store.</summary>
    public bool IsAppending => _appending.Count > 0;

    public void BeginAppend(Message message) => _appending.Add(message);

    /// <summary>It is announced, or could not be stored.</summary>
    public void EndAppend(Message message) => _appending.Remove(message);

    public void BeginReading() => _readers++;

    public void EndReading()
    {
        _readers--;
        if (_readers == 0) _goneWhileReading.Clear();
    }

    /// <summary>A message from beyond the row is in memory now.</summary>
    public void Pick(long sequence) => _picked.Add(sequence);

    /// <summary>A stored message is in memory no more, and not in the store either.</summary>
    public void Forget(long sequence)
    {
        if (_picked.Remove(sequence) && _readers > 0) _goneWhileReading.Add(sequence);
    }

    /// <summary>A reader has removed a message that waited in the store alone; others may have read it.</summary>
    public void ForgetLeftOut(long sequence)
    {
        if (_readers > 1) _goneWhileReading.Add(sequence);
    }

    /// <summary>Before a page is gone through with <see cref="IsLeftOut"/>, in the same hold of the lock.</summary>
    public void BeginPage()
    {
        _unannounced.Clear();
        foreach (var message in _appending) _unannounced.Add(message.Sequence);
    }

    /// <summary>Whether a message of the page waits in the store alone.</summary>
    public bool IsLeftOut(Lane lane, long sequence) =>
        sequence > lane.LoadedThrough
        && !_picked.Contains(sequence)
        && !_unannounced.Contains(sequence)
        && !_goneWhileReading.Contains(sequence);
}
