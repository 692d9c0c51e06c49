using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Availability;

/// <summary>This node's part in deciding who serves: waits for the store, keeps it, and gives it back.</summary>
/// <remarks>
/// All timing of mastership is here and in its keeper; the lock knows only steps. One caller at a time, but for <see cref="Problem"/>.
/// </remarks>
/// <param name="masterLock">Decides.</param>
/// <param name="afterFailure">False: waits until a store is given back or meant for this node, and takes none over from a master that failed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where doubts are told.</param>
public sealed class MasterElection(IMasterLock masterLock, bool afterFailure, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly LeaseTimes _times = new(masterLock.LeaseDuration, time);
    private LeaseKeeper? _keeper;
    private volatile string? _problem;

    /// <summary>What is wrong with the lock or its medium now, in one sentence; null when nothing is.</summary>
    public string? Problem => _keeper?.Problem ?? _problem;

    /// <summary>Completes when nobody keeps a tenure any more.</summary>
    internal Task Keeping { get; private set; } = Task.CompletedTask;

    /// <summary>Waits, however long it takes, until this node is master; the tenure is kept from then on.</summary>
    /// <param name="waiting">Told of each attempt that failed, and awaited before the next.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<MasterTenure> WinAsync(Func<LeaseObstacle, ValueTask> waiting, CancellationToken cancellationToken)
    {
        await Keeping.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_keeper is not null) await _keeper.Question.WaitAsync(cancellationToken).ConfigureAwait(false);
        _keeper = null;
        var pause = LeaseTimes.Pause;
        while (true)
        {
            try
            {
                // Before the question: the lease begins when it arrives, and belief must not begin later.
                var asked = _times.Now;
                var claim = await masterLock.TryAcquireAsync(afterFailure, _times.Poll, cancellationToken).ConfigureAwait(false);
                _problem = null;
                pause = LeaseTimes.Pause;
                if (claim.Fence is { } fence) return Keep(new(fence, time, _times.Later(asked, _times.Sure)));
                var isOverdue = afterFailure && claim.Silence > _times.Overdue;
                await waiting(new(claim.Obstacle ?? "Another node holds the store.", IsProblem: false, isOverdue)).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                _problem = e.Message;
                await waiting(new(e.Message, IsProblem: true)).ConfigureAwait(false);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    /// <summary>Gives the store back, so that another node may have it at once. Without a tenure: does nothing.</summary>
    /// <remarks>The tenure itself is left as it is: its owner ends it when the last client is gone. Takes at most a third of the lease.</remarks>
    /// <param name="successor">The node that is to follow; null: whoever comes first.</param>
    /// <param name="cancellationToken">Gives up; the lease then runs out by itself.</param>
    public async Task ReleaseAsync(string? successor, CancellationToken cancellationToken)
    {
        if (_keeper is not { } keeper) return;
        keeper.Release();
        await Keeping.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(_times.Third, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await keeper.Question.WaitAsync(giveUp.Token).ConfigureAwait(false);
            await masterLock.ReleaseAsync(keeper.Tenure.Fence, successor, giveUp.Token).AsTask().WaitAsync(giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            AvailabilityLog.ReleaseFailed(logger, keeper.Tenure.Fence.Epoch, "the store gives no answer.");
        }
        catch (StoreException e)
        {
            AvailabilityLog.ReleaseFailed(logger, keeper.Tenure.Fence.Epoch, e.Message);
        }
    }

    private MasterTenure Keep(MasterTenure tenure)
    {
        _keeper = new(masterLock, tenure, _times, logger);
        Keeping = _keeper.RunAsync();
        return tenure;
    }
}
