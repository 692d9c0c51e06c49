using System.Threading.Channels;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Scheduling;

/// <summary>Delivers scheduled messages at their times while this node serves, and changes waiting jobs for people.</summary>
/// <remarks>
/// Jobs are in the store. One loop alone takes them out or changes them, so a job that is being delivered cannot be changed under way; adding
/// needs no loop. It looks a moment ahead, sleeps until the first job is due to the millisecond, and carries out all that are due in one
/// operation of the store, up to a limit. Any thread may call any public member.
/// </remarks>
public sealed partial class JobScheduler : IAsyncDisposable
{
    /// <summary>Jobs read, and carried out, at a time.</summary>
    private const int PageJobs = 500;

    // Short enough that what is sent for a little later seldom makes what was read stale, long enough for a slow store's answer.
    private static readonly TimeSpan _lookAhead = TimeSpan.FromMilliseconds(200);

    // The clock may be set while nothing is due for long.
    private static readonly TimeSpan _longestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _storePause = TimeSpan.FromMilliseconds(500);

    private readonly IPersistenceAdapter _persistence;
    private readonly JobSchedulerOptions _options;
    private readonly ProducerId _producer;
    private readonly DeliverDueJobs _deliver;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<ScheduledJob> _window = [];
    private readonly List<ScheduledJob> _page = [];
    private JobTurns? _turns;
    private Task _running = Task.CompletedTask;
    private int _at;
    private long _horizon = long.MaxValue;
    private volatile bool _isStale = true;
    private int _hasWarned;
    private bool _isFailing;

    /// <param name="persistence">Where the jobs are.</param>
    /// <param name="options">Its rules.</param>
    /// <param name="producer">The broker itself: messages that are delivered more than once get ids of its own.</param>
    /// <param name="deliver">Carries out turns.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public JobScheduler(
        IPersistenceAdapter persistence, JobSchedulerOptions options, ProducerId producer, DeliverDueJobs deliver, TimeProvider time, ILogger logger)
    {
        _persistence = persistence;
        _options = options;
        _producer = producer;
        _deliver = deliver;
        _time = time;
        _logger = logger;
    }

    public JobSchedulerOptions Options => _options;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins to deliver: the store is open, and this node serves.</summary>
    public void Start()
    {
        _turns = new(_options.MissedFires, Now, _producer, _time.LocalTimeZone);
        _running = Task.Run(RunAsync);
    }

    /// <summary>What a message asks for; null when it is to be delivered at once.</summary>
    /// <exception cref="FormatException">It asks for what cannot be; the sentence names the property and the right form.</exception>
    public Schedule? Read(Message message)
    {
        if (!ScheduleProperties.MayBeIn(message.Properties)) return null;
        if (_options.IsEnabled) return ScheduleProperties.Read(message.Properties, _options.MaxRepeat);
        // Whatever their values are: nobody reads them.
        if (ScheduleProperties.Ask(message.Properties) && Interlocked.Exchange(ref _hasWarned, 1) == 0) SchedulingLog.Ignored(_logger, message.Destination.ToString());
        return null;
    }

    /// <summary>The job for a message that is scheduled now.</summary>
    /// <exception cref="FormatException">Its cron expression has no time to come.</exception>
    public ScheduledJob Create(Schedule schedule, Message message) => schedule.ToJob(message, _time.GetUtcNow(), _time.LocalTimeZone);

    /// <summary>Says that a job is stored; without it the job may be delivered late.</summary>
    public void Added(ScheduledJob job)
    {
        if (job.Due > Interlocked.Read(ref _horizon)) return;
        _isStale = true;
        Wake();
    }

    /// <summary>Stops; what is being carried out is carried out first. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        RefuseCommands();
        _stop.Dispose();
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        using var timer = _time.CreateTimer(static scheduler => ((JobScheduler)scheduler!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                _stop.Token.ThrowIfCancellationRequested();
                var until = await TryAdvanceAsync().ConfigureAwait(false);
                if (until <= Now) continue;
                WakeAt(until, timer);
                if (until <= Now) continue;
                await _wake.Reader.ReadAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // This node serves no more.
        }
    }

    // A clock that moves on between the reading of it and the setting of the timer, as when the process is stopped there, makes nothing late.
    private void WakeAt(long until, ITimer timer)
    {
        long now;
        do
        {
            now = Now;
            timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(until - now, 0, (long)_longestSleep.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
        while (Now > now + 1);
    }

    /// <returns>The time until which nothing is to be done.</returns>
    /// <remarks>Whatever goes wrong, the next round tries again: nothing is taken out before it is delivered.</remarks>
    private async ValueTask<long> TryAdvanceAsync()
    {
        try
        {
            await RunCommandsAsync().ConfigureAwait(false);
            var until = await AdvanceAsync().ConfigureAwait(false);
            _isFailing = false;
            return until;
        }
        catch (StoreException e)
        {
            if (!_isFailing) SchedulingLog.StoreFailed(_logger, e, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            if (!_isFailing) SchedulingLog.Failed(_logger, e, e.Message);
        }

        _isFailing = true;
        _isStale = true;
        return Now + (long)_storePause.TotalMilliseconds;
    }

    /// <returns>The time until which nothing is to be done; 0: there is more at once.</returns>
    private async ValueTask<long> AdvanceAsync()
    {
        if (!_options.IsEnabled) return long.MaxValue;
        if (_isStale || _at == _window.Count) await ReadAheadAsync(Now).ConfigureAwait(false);
        var turns = TakeDue(Now);
        if (turns.Count > 0)
        {
            await CarryOutAsync(turns).ConfigureAwait(false);
            return 0;
        }

        if (_isStale) return 0;
        return _at < _window.Count ? _window[_at].Due : Math.Max(Now + 1, Interlocked.Read(ref _horizon) - (long)_lookAhead.TotalMilliseconds);
    }

    // Up to the horizon the window has every job; one that is added before that makes it stale. While the store is being asked any does.
    private async ValueTask ReadAheadAsync(long now)
    {
        _window.Clear();
        _at = 0;
        Interlocked.Exchange(ref _horizon, long.MaxValue);
        _isStale = false;
        Interlocked.MemoryBarrier();
        var first = await _persistence.Jobs.FindFirstDueAsync(_stop.Token).ConfigureAwait(false);
        var horizon = now + (long)_lookAhead.TotalMilliseconds;
        if (first is null) return;
        if (first > horizon)
        {
            Interlocked.Exchange(ref _horizon, first.Value);
            return;
        }

        Interlocked.Exchange(ref _horizon, await ReadWindowAsync(first.Value, horizon).ConfigureAwait(false));
    }

    /// <returns>Through when the window is complete.</returns>
    private async ValueTask<long> ReadWindowAsync(long from, long through)
    {
        var range = new JobRange(from, through, PageJobs);
        while (true)
        {
            _page.Clear();
            await _persistence.Jobs.ReadAsync(range, _page, _stop.Token).ConfigureAwait(false);
            foreach (var job in _page)
            {
                if (!job.IsPaused) _window.Add(job);
            }

            if (_page.Count < PageJobs) return through;
            var last = _page[^1];
            if (_window.Count > 0) return last.Due;
            range = range with { From = last.Due, After = last.Sequence };
        }
    }

    private List<JobTurn> TakeDue(long now)
    {
        var turns = new List<JobTurn>();
        for (; _at < _window.Count && _window[_at].Due <= now; _at++) turns.Add(_turns!.Take(_window[_at], now));
        return turns;
    }

    private async ValueTask CarryOutAsync(List<JobTurn> turns)
    {
        var failed = await _deliver(turns).ConfigureAwait(false);
        Announce(turns);
        Forgive(turns, failed);
        if (failed.Count > 0)
        {
            var later = Postpone(failed);
            await _deliver(later).ConfigureAwait(false);
            Announce(later);
        }

        // Reading on is no work for the store's completion thread.
        await Task.Yield();
    }

    // What comes next in the place of these may be due before others that were read.
    private void Announce(List<JobTurn> turns)
    {
        foreach (var turn in turns)
        {
            if (turn.Next is not null) Added(turn.Next);
            if (turn.Started is not null) Added(turn.Started);
        }
    }
}
