namespace Broker.Core.Destinations;

/// <summary>Message bytes held in memory over all destinations, against one ceiling. Any thread may count.</summary>
public sealed class MemoryUsage(long limitBytes)
{
    private long _usedBytes;

    public long LimitBytes { get; } = limitBytes;

    public long UsedBytes => Volatile.Read(ref _usedBytes);

    public bool IsFull => UsedBytes >= LimitBytes;

    public void Add(long bytes) => Interlocked.Add(ref _usedBytes, bytes);

    public void Remove(long bytes) => Interlocked.Add(ref _usedBytes, -bytes);
}
