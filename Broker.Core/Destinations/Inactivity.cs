namespace Broker.Core.Destinations;

/// <summary>Since when a destination has been unused. Any thread may touch it; one asks.</summary>
internal sealed class Inactivity
{
    private long _touches;
    private long _seen = -1;
    private DateTimeOffset _since;

    /// <summary>Somebody uses it, if only for a moment.</summary>
    public void Touch() => Interlocked.Increment(ref _touches);

    /// <summary>Whether it has been unused for so long; the time begins with the first call that finds it so.</summary>
    /// <param name="unused">It is now.</param>
    /// <param name="statistics">What went through it since the last call shows that it was used.</param>
    /// <param name="time">The clock.</param>
    /// <param name="timeout">How long.</param>
    public bool HasLasted(bool unused, DestinationStatistics statistics, TimeProvider time, TimeSpan timeout)
    {
        var used = Volatile.Read(ref _touches) + statistics.Enqueued + statistics.Dequeued;
        var now = time.GetUtcNow();
        if (unused && used == _seen) return now - _since >= timeout;
        _seen = unused ? used : -1;
        _since = now;
        return false;
    }
}
