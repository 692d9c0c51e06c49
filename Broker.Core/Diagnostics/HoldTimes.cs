namespace Broker.Core.Diagnostics;

/// <summary>How long messages were held from their arrival until they were handed to a consumer. Any thread may add.</summary>
/// <remarks>Unit: milliseconds. Source: ActiveMQ's processTime, which its statistics call enqueue time.</remarks>
public sealed class HoldTimes
{
    private long _count;
    private long _total;
    private long _shortest = long.MaxValue;
    private long _longest;

    /// <summary>Messages handed out.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>0 while there is none.</summary>
    public double Average => Count is var count and > 0 ? (double)Volatile.Read(ref _total) / count : 0;

    /// <summary>0 while there is none.</summary>
    public long Shortest => Volatile.Read(ref _shortest) is var shortest and < long.MaxValue ? shortest : 0;

    /// <summary>0 while there is none.</summary>
    public long Longest => Volatile.Read(ref _longest);

    public void Add(long milliseconds)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _total, milliseconds);
        for (var known = Volatile.Read(ref _shortest); milliseconds < known;) known = Replace(ref _shortest, known, milliseconds);
        for (var known = Volatile.Read(ref _longest); milliseconds > known;) known = Replace(ref _longest, known, milliseconds);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _count, 0);
        Interlocked.Exchange(ref _total, 0);
        Interlocked.Exchange(ref _shortest, long.MaxValue);
        Interlocked.Exchange(ref _longest, 0);
    }

    // What is there afterwards, by this call or by one that was faster.
    private static long Replace(ref long place, long known, long value) =>
        Interlocked.CompareExchange(ref place, value, known) is var found && found == known ? value : found;
}
