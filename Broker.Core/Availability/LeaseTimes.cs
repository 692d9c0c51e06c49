namespace Broker.Core.Availability;

/// <summary>When to ask about a lease, and how long to believe an answer: lengths, and timestamps of one clock.</summary>
internal sealed class LeaseTimes
{
    /// <summary>Between two questions that were not answered, and between two warnings of a watcher.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan _leastMargin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _greatestMargin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _poll = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;

    public LeaseTimes(TimeSpan lease, TimeProvider time)
    {
        _time = time;
        var margin = lease / 20;
        if (margin < _leastMargin) margin = _leastMargin;
        if (margin > _greatestMargin) margin = _greatestMargin;
        Margin = margin;
        Sure = lease - margin;
        Third = lease / 3;
        Overdue = 0.4 * lease;
        Poll = lease / 10 < _poll ? lease / 10 : _poll;
    }

    /// <summary>What the end of belief lies before the end of the lease: clocks do not run equally fast.</summary>
    public TimeSpan Margin { get; }

    /// <summary>How long after a question was sent its good answer holds.</summary>
    public TimeSpan Sure { get; }

    /// <summary>From one renewal to the next.</summary>
    public TimeSpan Third { get; }

    /// <summary>A master that was seen to renew so long ago has failed to do so once: after <see cref="Third"/>, and the time it takes to see it.</summary>
    public TimeSpan Overdue { get; }

    /// <summary>How long one attempt to become master may wait for the holder to go.</summary>
    public TimeSpan Poll { get; }

    public long Now => _time.GetTimestamp();

    public long Later(long timestamp, TimeSpan by) => timestamp + (long)(by.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Waits for the first of some tasks, up to a timestamp.</summary>
    /// <returns>False: the time came first.</returns>
    public async Task<bool> CompletesByAsync(long timestamp, params Task[] tasks)
    {
        if (Array.Exists(tasks, task => task.IsCompleted)) return true;
        var left = _time.GetElapsedTime(Now, timestamp);
        if (left <= TimeSpan.Zero) return false;
        var due = new TaskCompletionSource();
        // Up to the next millisecond: timers count whole ones and would call too early.
        using var timer = _time.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(), due, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        // One WhenAny for all: it takes its traces off those that go on.
        return await Task.WhenAny([.. tasks, due.Task]).ConfigureAwait(false) != due.Task;
    }
}
