namespace Broker.Core.Management;

/// <summary>The last ten minutes of traffic, one sample a second. Any thread may read while one adds.</summary>
internal sealed class RateHistory
{
    private const int Seconds = 600;

    private readonly Lock _lock = new();
    private readonly Queue<RateSample> _samples = new(Seconds);
    private (DateTimeOffset Time, long Enqueued, long Dequeued)? _last;

    public IReadOnlyList<RateSample> Read()
    {
        lock (_lock) return [.. _samples];
    }

    /// <summary>Adds a sample; the first one only sets the mark that the next is measured from.</summary>
    public void Add(BrokerView broker, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_last is { } last && now > last.Time)
            {
                var seconds = (now - last.Time).TotalSeconds;
                if (_samples.Count == Seconds) _samples.Dequeue();
                _samples.Enqueue(new(
                    now,
                    Math.Max(0, broker.Enqueued - last.Enqueued) / seconds,
                    Math.Max(0, broker.Dequeued - last.Dequeued) / seconds,
                    broker.MessagesWaiting,
                    broker.Connections,
                    broker.MemoryBytes,
                    broker.StoreBytes));
            }

            _last = (now, broker.Enqueued, broker.Dequeued);
        }
    }

    /// <summary>The counters start anew; the gap stays a gap.</summary>
    public void Interrupt()
    {
        lock (_lock) _last = null;
    }
}
