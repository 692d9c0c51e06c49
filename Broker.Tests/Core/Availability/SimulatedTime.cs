namespace Broker.Tests.Core.Availability;

/// <summary>A node's own clock: a little fast or slow, and it goes on while the node stands still; its timers do not.</summary>
internal sealed class SimulatedTime(SimulatedWorld world, double rate) : TimeProvider
{
    private long _standsUntil;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(world.Now * rate);

    public void StandStillUntil(long moment) => _standsUntil = Math.Max(_standsUntil, moment);

    /// <summary>Lets something happen on the node; while that stands still, soon after it wakes up.</summary>
    public void At(long moment, Action happens) => world.At(moment, () =>
    {
        if (_standsUntil <= world.Now) happens();
        else At(_standsUntil + world.Random.Next(10_000), happens);
    });

    public void After(TimeSpan span, Action happens) => At(world.Now + (long)Math.Ceiling(span.Ticks / rate), happens);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new OneShot(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class OneShot(SimulatedTime time, Action callback) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime < TimeSpan.Zero) return true;
            time.After(dueTime, () =>
            {
                if (version == _version) callback();
            });
            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
