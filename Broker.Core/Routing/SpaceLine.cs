namespace Broker.Core.Routing;

/// <summary>Sends that found no space and stand in line for it: first come, first served.</summary>
/// <remarks>
/// Only the first in line tries, when room may have come back; when it gets in, the next tries at once. So a thousand that wait cost what
/// one costs, and nobody who comes later gets in before them.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="whenFreed">Completes when room may have come back.</param>
internal sealed class SpaceLine(TimeProvider time, Func<Task> whenFreed)
{
    // For room that comes back without a word.
    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private volatile int _count;
    private bool _served;

    public bool IsEmpty => _count == 0;

    /// <summary>Waits for its turn and for space; completes as the send does.</summary>
    /// <param name="owner">Whose send it is; see <see cref="Leave"/>.</param>
    /// <param name="trySend">Sends, when there is space.</param>
    /// <param name="timeout">How long to wait at most; zero means for ever.</param>
    /// <param name="timedOut">What to throw then.</param>
    public Task JoinAsync(object owner, SendAttempt trySend, TimeSpan timeout, Func<Exception> timedOut)
    {
        var waiter = new Waiter(owner, trySend, timedOut);
        lock (_lock)
        {
            waiter.Node = _waiters.AddLast(waiter);
            _count = _waiters.Count;
            if (timeout > TimeSpan.Zero) waiter.Timer = time.CreateTimer(_ => Expire(waiter), state: null, timeout, Timeout.InfiniteTimeSpan);
            if (_served) return waiter.Done.Task;
            _served = true;
        }

        _ = ServeAsync(whenFreed());
        return waiter.Done.Task;
    }

    /// <summary>Takes all of an owner out of the line; their sends end as cancelled.</summary>
    public void Leave(object owner)
    {
        if (IsEmpty) return;
        var left = new List<Waiter>();
        lock (_lock)
        {
            foreach (var waiter in _waiters)
            {
                if (waiter.Owner == owner && !waiter.IsTrying) left.Add(waiter);
            }

            foreach (var waiter in left) Remove(waiter);
        }

        foreach (var waiter in left) waiter.Done.TrySetException(new OperationCanceledException("The connection has ended."));
    }

    private async Task ServeAsync(Task freed)
    {
        do
        {
            await Task.WhenAny(freed, Task.Delay(_longestWait, time)).ConfigureAwait(false);
            // Asked before trying: what comes back meanwhile is not missed.
            freed = whenFreed();
            while (First() is { } first && TrySend(first))
            {
            }
        }
        while (!IsDone());
    }

    private Waiter? First()
    {
        lock (_lock)
        {
            if (_waiters.First is not { } first) return null;
            first.Value.IsTrying = true;
            return first.Value;
        }
    }

    /// <returns>False: there is no space yet.</returns>
    private bool TrySend(Waiter waiter)
    {
        bool isIn;
        Task sent;
        try
        {
            isIn = waiter.TrySend(out sent);
        }
        catch (Exception e)
        {
            (isIn, sent) = (true, Task.FromException(e));
        }

        lock (_lock)
        {
            waiter.IsTrying = false;
            if (!isIn && !waiter.HasExpired) return false;
            Remove(waiter);
        }

        if (isIn) _ = CompleteAsync(waiter, sent);
        else waiter.Done.TrySetException(waiter.TimedOut());
        return true;
    }

    private void Expire(Waiter waiter)
    {
        lock (_lock)
        {
            waiter.HasExpired = true;
            if (waiter.Node?.List is null || waiter.IsTrying) return;
            Remove(waiter);
        }

        waiter.Done.TrySetException(waiter.TimedOut());
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            if (_waiters.Count > 0) return false;
            _served = false;
            return true;
        }
    }

    private void Remove(Waiter waiter)
    {
        _waiters.Remove(waiter.Node!);
        _count = _waiters.Count;
        waiter.Timer?.Dispose();
    }

    private static async Task CompleteAsync(Waiter waiter, Task sent)
    {
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiter.Done.TrySetFromTask(sent);
    }

    /// <returns>False: there is no space yet.</returns>
    public delegate bool SendAttempt(out Task sent);

    private sealed class Waiter(object owner, SendAttempt trySend, Func<Exception> timedOut)
    {
        public object Owner { get; } = owner;

        public SendAttempt TrySend { get; } = trySend;

        public Func<Exception> TimedOut { get; } = timedOut;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Node { get; set; }

        public ITimer? Timer { get; set; }

        /// <summary>Its turn is now; who finds it so leaves the rest to the one who tries.</summary>
        public bool IsTrying { get; set; }

        public bool HasExpired { get; set; }
    }
}
