using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>The journal's housekeeping: prepares segments, takes checkpoints, compacts, and gives segments back.</summary>
internal sealed class SegmentReclaimer(
    JournalOptions options, JournalSegments segments, JournalWriter writer, Checkpointer checkpointer, SegmentCompactor compactor,
    JournalFence fence, TimeProvider time, ILogger logger) : IDisposable
{
    private const int SparseSegmentsAllowed = 4;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private volatile bool _pressed;
    private string? _lastProblem;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>There is something to do soon.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it in this moment.
        }
    }

    /// <summary>Space is short: give back whatever can be.</summary>
    public void Press()
    {
        _pressed = true;
        Wake();
    }

    /// <summary>Takes a checkpoint now.</summary>
    public async Task CheckpointAsync(bool clean = false)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            checkpointer.Take(clean);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Compacts and gives back every segment that can be, taking the checkpoints that this needs.</summary>
    public async Task ReclaimAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReclaimAllAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the background work, after what it is just doing.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested && !fence.IsOver)
        {
            try
            {
                await KeepHouseAsync().ConfigureAwait(false);
                _lastProblem = null;
                await WaitAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (StorageErrors.IsStorage(e) && fence.Explain(e) is FencedException)
            {
                return;
            }
            catch (Exception e)
            {
                if (!string.Equals(e.Message, _lastProblem, StringComparison.Ordinal)) JournalLog.HousekeepingFailed(logger, e.Message, e);
                _lastProblem = e.Message;
                await Task.Delay(_interval, time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var woken = _wake.WaitAsync(limit.Token);
        await Task.WhenAny(woken, Task.Delay(_interval, time, limit.Token)).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task KeepHouseAsync()
    {
        await _turn.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var pressed = _pressed;
            _pressed = false;
            if (pressed && IsWorthwhile()) await ReclaimAllAsync().ConfigureAwait(false);
            segments.Prepare();
            if (checkpointer.IsDue) checkpointer.Take(clean: false);
            if (IsSparse()) await CompactAsync(denominator: 4).ConfigureAwait(false);
            await RetireAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsWorthwhile() => segments.All.Any(segment => segment.LiveBytes * 2 < segment.WrittenBytes);

    // What is empty goes first: moving messages takes room itself.
    private async Task ReclaimAllAsync()
    {
        TryPrepare();
        await writer.FlushAsync(roll: true).ConfigureAwait(false);
        await RetireCoveredAsync().ConfigureAwait(false);
        if (await CompactAsync(denominator: 2).ConfigureAwait(false) > 0) await RetireCoveredAsync().ConfigureAwait(false);
    }

    // Both checkpoints must be younger than what goes.
    private async Task RetireCoveredAsync()
    {
        checkpointer.Take(clean: false);
        checkpointer.Take(clean: false);
        await RetireAsync().ConfigureAwait(false);
    }

    // Without a next segment the active one is not given up: on a full disk removals still need it.
    private void TryPrepare()
    {
        try
        {
            segments.Prepare();
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            JournalLog.HousekeepingFailed(logger, e.Message, e);
        }
    }

    private bool IsSparse()
    {
        long used = 0;
        long live = 0;
        foreach (var segment in segments.All)
        {
            used += TakenBytes(segment);
            live += segment.LiveBytes;
        }

        return used > (2 * live) + ((long)SparseSegmentsAllowed * options.EffectiveSegmentBytes);
    }

    // A segment given up early, as at every end of a tenure, takes the room of a full one.
    private long TakenBytes(JournalSegment segment) => segment.Number < writer.ActiveSegment ? segment.CapacityBytes : segment.WrittenBytes;

    private async Task<long> CompactAsync(int denominator)
    {
        var finished = writer.Completed.Segment;
        var sparse = segments.All
            .Where(segment => segment.Number < finished && segment.LiveRecords > 0 && segment.LiveBytes * denominator < TakenBytes(segment))
            .Select(segment => segment.Number)
            .ToHashSet();
        if (sparse.Count == 0) return 0;
        var moved = await compactor.MoveAsync(sparse).ConfigureAwait(false);
        JournalLog.SegmentCompacted(logger, sparse.Min(), moved);
        return moved;
    }

    // A segment goes when nobody wants its messages, no checkpoint's replay begins before its end, and the removals that
    // emptied it are durable themselves.
    private async Task RetireAsync()
    {
        var empty = segments.All.Where(segment => segment.Number < checkpointer.FirstNeededSegment && segment.LiveRecords == 0).ToList();
        if (empty.Count == 0) return;
        await writer.FlushAsync().ConfigureAwait(false);
        foreach (var segment in empty)
        {
            segments.Retire(segment);
            JournalLog.SegmentReclaimed(logger, segment.Number);
        }

        writer.NoteReclaimed();
    }
}
