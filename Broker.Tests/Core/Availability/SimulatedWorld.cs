namespace Broker.Tests.Core.Availability;

/// <summary>What happens when, in one thread and no real time: events in the order of their virtual moments.</summary>
internal sealed class SimulatedWorld(int seed)
{
    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private long _number;

    public Random Random { get; } = new(seed);

    /// <summary>Unit: ticks of true time, which no node knows.</summary>
    public long Now { get; private set; }

    public void At(long moment, Action happens) => _events.Enqueue(happens, (Math.Max(moment, Now), _number++));

    public void After(TimeSpan span, Action happens) => At(Now + span.Ticks, happens);

    /// <summary>Lets the next event happen, if it is not beyond the end.</summary>
    public bool Step(long end)
    {
        if (!_events.TryPeek(out _, out var next) || next.At > end) return false;
        var happens = _events.Dequeue();
        Now = next.At;
        happens();
        return true;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(double leastSeconds, double mostSeconds) =>
        TimeSpan.FromSeconds(leastSeconds + ((mostSeconds - leastSeconds) * Random.NextDouble()));
}
