using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Availability;

/// <summary>Keeps one tenure: asks in time whether it goes on, and prolongs, doubts or ends it as the answers say.</summary>
/// <remarks>
/// An answer is believed for one lease from the moment before its question was sent, less a margin; so belief ends before the lease
/// does, however long question and answer travel. Nothing that hangs delays the end.
/// </remarks>
internal sealed class LeaseKeeper(IMasterLock masterLock, MasterTenure tenure, LeaseTimes times, ILogger logger)
{
    private const string Unanswered = "The store does not confirm that this node still holds it.";

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopWatching;
    private Task<LeaseAnswer> _question = Task.FromResult(LeaseAnswer.Held);
    private Task _watch = Task.CompletedTask;
    private long _asked;

    public MasterTenure Tenure => tenure;

    /// <summary>The last question; runs on when its asker has given up waiting.</summary>
    public Task Question => _question;

    /// <summary>What is wrong now, in one sentence; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Asks no more; the tenure is left as it is.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Completes when the tenure is over, or after <see cref="Release"/>.</summary>
    public async Task RunAsync()
    {
        using var stopWatching = new CancellationTokenSource();
        _stopWatching = stopWatching.Token;
        _watch = WatchAsync();
        _asked = times.Later(tenure.SureUntil, -times.Sure);
        var next = times.Later(_asked, times.Third);
        while (true)
        {
            await RestAsync(next).ConfigureAwait(false);
            if (IsDone) break;
            next = await AskAsync().ConfigureAwait(false);
        }

        await stopWatching.CancelAsync().ConfigureAwait(false);
    }

    private bool IsDone => tenure.IsOver || _released.Task.IsCompleted;

    private async Task RestAsync(long until)
    {
        if (!_watch.IsCompleted)
        {
            await times.CompletesByAsync(until, tenure.Over, _released.Task, _watch).ConfigureAwait(false);
            if (!_watch.IsCompleted) return;
            tenure.Doubt();
        }

        // A watcher that warns again and again makes no storm of questions.
        var soonest = Math.Min(until, times.Later(_asked, LeaseTimes.Pause));
        await times.CompletesByAsync(soonest, tenure.Over, _released.Task).ConfigureAwait(false);
    }

    // Returns when to ask next.
    private async Task<long> AskAsync()
    {
        // Not at the deadline but well past it without having doubted: this process stood still, and the answer may still be good.
        var isLate = times.Now >= tenure.SureUntil;
        if (isLate && Problem is not null && !StoodStill(tenure.SureUntil)) return End(Unanswered);
        var limit = isLate ? times.Later(times.Now, times.Third) : tenure.SureUntil;
        var answer = await QuestionAsync(limit).ConfigureAwait(false);
        if (IsDone) return times.Now;
        switch (answer)
        {
            case LeaseAnswer.Held:
                return Continue();
            case LeaseAnswer.Lost:
                return End(isLate ? "Another node took over the store while this process stood still." : "Another node has taken over the store.");
            default:
                return Wonder(isLate, limit);
        }
    }

    private async Task<LeaseAnswer> QuestionAsync(long limit)
    {
        // The lock takes one question at a time.
        if (!await IsAnsweredAsync(limit).ConfigureAwait(false)) return LeaseAnswer.Unknown;
        _asked = times.Now;
        _question = RenewAsync();
        return await IsAnsweredAsync(limit).ConfigureAwait(false) ? await _question.ConfigureAwait(false) : LeaseAnswer.Unknown;
    }

    // A tenure that is over needs no answer.
    private async Task<bool> IsAnsweredAsync(long limit)
    {
        await times.CompletesByAsync(limit, _question, tenure.Over).ConfigureAwait(false);
        return _question.IsCompleted;
    }

    private long Continue()
    {
        if (Problem is not null) AvailabilityLog.LeaseConfirmed(logger, tenure.Fence.Epoch);
        Problem = null;
        if (_watch.IsCompleted) _watch = WatchAsync();
        tenure.Prolong(times.Later(_asked, times.Sure));
        return times.Later(_asked, times.Third);
    }

    private long Wonder(bool isLate, long limit)
    {
        if (Problem is null) AvailabilityLog.LeaseDoubted(logger, tenure.Fence.Epoch, Unanswered);
        Problem = Unanswered;
        tenure.Doubt();
        if (times.Now < tenure.SureUntil) return Math.Min(times.Later(times.Now, LeaseTimes.Pause), tenure.SureUntil);
        return isLate || !StoodStill(limit) ? End(Unanswered) : times.Now;
    }

    private bool StoodStill(long since) => times.Now > times.Later(since, times.Margin);

    private long End(string reason)
    {
        tenure.End(reason);
        return times.Now;
    }

    private async Task<LeaseAnswer> RenewAsync()
    {
        try
        {
            return await masterLock.RenewAsync(tenure.Fence, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            AvailabilityLog.RenewFailed(logger, e, e.Message);
            return LeaseAnswer.Unknown;
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            await masterLock.WatchAsync(tenure.Fence, _stopWatching).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // A watcher that fails is a reason to ask, as one that completes.
        }
    }
}
