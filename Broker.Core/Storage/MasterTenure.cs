namespace Broker.Core.Storage;

/// <summary>One node's time as master, as far as it knows: whether it may still write and answer, and when it is over.</summary>
/// <remarks>
/// The lease's keeper prolongs, doubts and ends it; the store ends it when it is refused; connections ask it before they answer. A process
/// that was stopped and wakes up finds <see cref="MayAnswer"/> false by its monotonic clock, before anything has told it.
/// Any thread may call any member.
/// </remarks>
public sealed class MasterTenure
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _sure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _deadline;
    private volatile bool _doubted;

    /// <param name="fence">Goes with every write.</param>
    /// <param name="time">Its timestamps measure the lease.</param>
    /// <param name="sureUntil">A timestamp of <paramref name="time"/>; until then nobody else can be master.</param>
    public MasterTenure(Fence fence, TimeProvider time, long sureUntil)
    {
        Fence = fence;
        _time = time;
        _deadline = sureUntil;
        _sure.SetResult();
    }

    /// <summary>A tenure that nobody can end from outside: for stores that one process has to itself.</summary>
    public static MasterTenure Unlimited(TimeProvider time) => new(new Fence(1), time, long.MaxValue);

    public Fence Fence { get; }

    /// <summary>Whether clients may be answered now: the lease is known to be held.</summary>
    public bool MayAnswer => !_doubted && _time.GetTimestamp() < Volatile.Read(ref _deadline);

    /// <summary>The timestamp at which the lease may pass to another, unless it is prolonged.</summary>
    public long SureUntil => Volatile.Read(ref _deadline);

    /// <summary>Completes with the reason, one sentence, when the tenure is over.</summary>
    public Task<string> Over => _over.Task;

    public bool IsOver => _over.Task.IsCompleted;

    /// <summary>The lease is held until then.</summary>
    public void Prolong(long sureUntil)
    {
        lock (_lock)
        {
            if (IsOver) return;
            Volatile.Write(ref _deadline, sureUntil);
            _doubted = false;
            _sure.TrySetResult();
        }
    }

    /// <summary>Nobody knows at present whether the lease is held: no answers until it is prolonged.</summary>
    public void Doubt()
    {
        lock (_lock)
        {
            if (IsOver) return;
            _doubted = true;
            if (_sure.Task.IsCompleted) _sure = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It is over, for good; the first reason counts.</summary>
    public void End(string reason)
    {
        lock (_lock)
        {
            _doubted = true;
            Volatile.Write(ref _deadline, long.MinValue);
            _over.TrySetResult(reason);
            _sure.TrySetResult();
        }
    }

    /// <summary>Waits while the tenure is in doubt.</summary>
    /// <returns>False: it is over, and nothing may be answered any more.</returns>
    public async ValueTask<bool> WhenSureAsync()
    {
        while (!MayAnswer)
        {
            if (IsOver) return false;
            Task sure;
            lock (_lock)
            {
                // The lease has run out unnoticed: its keeper is about to ask.
                if (!_doubted && _time.GetTimestamp() >= _deadline) Doubt();
                sure = _sure.Task;
            }

            await sure.ConfigureAwait(false);
        }

        return true;
    }
}
