using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <summary>Holds a queue's messages back when its first consumer comes, until others have had the chance to join.</summary>
/// <remarks>
/// Begins anew each time that a queue without consumers gets one. Source: ActiveMQ's timeBeforeDispatchStarts and
/// consumersBeforeDispatchStarts. Guarded by the backlog's lock.
/// </remarks>
internal sealed class DispatchStart
{
    // As ActiveMQ, when consumers are to be waited for and no time is given.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly int _consumers;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;
    private readonly Action<Wait> _over;
    private Wait? _wait;

    private DispatchStart(int consumers, TimeSpan longest, TimeProvider time, Action<Wait> over)
    {
        _consumers = consumers;
        _longest = longest;
        _time = time;
        _over = over;
    }

    public bool IsHeld => _wait is not null;

    /// <summary>Null when the policy asks for no waiting.</summary>
    /// <param name="policy">The queue's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="over">Called without a lock, from any thread, when the time is over; it is to call <see cref="End"/>.</param>
    public static DispatchStart? For(DestinationPolicy policy, TimeProvider time, Action<Wait> over)
    {
        if (policy.ConsumersBeforeDispatchStarts == 0 && policy.TimeBeforeDispatchStarts == TimeSpan.Zero) return null;
        var longest = policy.TimeBeforeDispatchStarts > TimeSpan.Zero ? policy.TimeBeforeDispatchStarts : _patience;
        return new(policy.ConsumersBeforeDispatchStarts, longest, time, over);
    }

    /// <param name="count">Consumers that are there now.</param>
    public void ConsumerAdded(int count)
    {
        if (count == 1)
        {
            Stop();
            var wait = _wait = new();
            wait.Timer = _time.CreateTimer(_ => _over(wait), null, _longest, Timeout.InfiniteTimeSpan);
        }

        if (_consumers > 0 && count >= _consumers) Stop();
    }

    /// <param name="count">Consumers that are left.</param>
    public void ConsumerRemoved(int count)
    {
        if (count == 0) Stop();
    }

    /// <summary>Ends a wait whose time is over; false when it ended before.</summary>
    public bool End(Wait wait)
    {
        if (_wait != wait) return false;
        Stop();
        return true;
    }

    private void Stop()
    {
        _wait?.Timer?.Dispose();
        _wait = null;
    }

    /// <summary>One time of waiting; tells a timer that comes too late from the next.</summary>
    internal sealed class Wait
    {
        public ITimer? Timer { get; set; }
    }
}
