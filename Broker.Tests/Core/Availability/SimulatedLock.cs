using Broker.Core.Storage;

namespace Broker.Tests.Core.Availability;

/// <summary>One node's way to the shared medium: questions and answers are late, get lost, or hang for ever.</summary>
internal sealed class SimulatedLock(SimulatedWorld world, SimulatedMedium medium, SimulatedTime time, string node) : IMasterLock
{
    private static readonly TimeSpan _answerLimit = TimeSpan.FromSeconds(1);

    private long _seenSigns = -1;
    private long _seenAt;
    private readonly List<Action> _pending = [];

    /// <summary>The network is as it should be.</summary>
    public bool IsCalm { get; set; }

    public TimeSpan LeaseDuration => medium.Lease;

    public ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        var unmoved = _seenSigns >= 0 && time.GetElapsedTime(_seenAt) >= medium.Lease ? _seenSigns : (long?)null;
        return new(AskAsync(
            () => (Fence: medium.TryClaim(node, unmoved), medium.Signs),
            answer => answer.Fence is null ? patience : TimeSpan.Zero,
            patience + _answerLimit,
            answer =>
            {
                See(answer.Signs);
                return new LeaseClaim(answer.Fence, answer.Fence is null ? "Held." : null, null);
            },
            () => throw new StoreException("No answer.")));
    }

    public ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken) =>
        new(AskAsync(() => medium.Renew(fence), _ => TimeSpan.Zero, medium.Lease / 3, answer => answer, () => LeaseAnswer.Unknown));

    public Task WatchAsync(Fence fence, CancellationToken cancellationToken)
    {
        var warned = new TaskCompletionSource();
        if (!IsCalm && world.Chance(0.2)) Warn();
        return warned.Task;

        // No false alarm when all is well.
        void Warn() => time.After(world.Between(0, 5), () =>
        {
            if (!IsCalm) warned.TrySetResult();
        });
    }

    public ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken) =>
        new(AskAsync(
            () =>
            {
                medium.Release(fence, successor);
                return true;
            },
            _ => TimeSpan.Zero,
            _answerLimit,
            done => done,
            () => false));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever is still waited for fails now.</summary>
    public void GiveUp()
    {
        foreach (var fail in _pending.ToArray()) fail();
    }

    private void See(long signs)
    {
        if (signs == _seenSigns) return;
        _seenSigns = signs;
        _seenAt = time.GetTimestamp();
    }

    private Task<TResult> AskAsync<TAnswer, TResult>(
        Func<TAnswer> arrive, Func<TAnswer, TimeSpan> dwell, TimeSpan limit, Func<TAnswer, TResult> take, Func<TResult> fail)
    {
        var answered = new TaskCompletionSource<TResult>();
        Action giveUp = () => { };
        giveUp = () => Complete(fail);
        _pending.Add(giveUp);
        var hangs = !IsCalm && world.Chance(0.01);
        time.After(hangs ? medium.Lease * 2 : limit, giveUp);
        Travel(() =>
        {
            var answer = arrive();
            if (hangs || (!IsCalm && world.Chance(0.03))) return;
            time.At(world.Now + dwell(answer).Ticks + Delay().Ticks, () => Complete(() => take(answer)));
        });
        return answered.Task;

        void Complete(Func<TResult> result)
        {
            if (!_pending.Remove(giveUp)) return;
            try
            {
                answered.TrySetResult(result());
            }
            catch (StoreException e)
            {
                answered.TrySetException(e);
            }
        }
    }

    // What is sent while the medium is away is lost, or arrives when it is back; what is still under way when calm begins is lost too.
    private void Travel(Action arrive)
    {
        if (!IsCalm && world.Chance(0.03)) return;
        var isCalm = IsCalm;
        world.After(Delay(), () =>
        {
            if (isCalm != IsCalm) return;
            if (!medium.IsAway) arrive();
            else if (world.Chance(0.3)) world.After(world.Between(0, 3), () => Travel(arrive));
        });
    }

    private TimeSpan Delay() => IsCalm || !world.Chance(0.1) ? world.Between(0.0005, 0.02) : world.Between(0.02, 1.5);
}
