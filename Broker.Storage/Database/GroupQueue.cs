using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>The groups before they are written: the one that gathers, what keeps for company, and what was kept of one that failed.</summary>
/// <remarks>
/// While one group is on its way to the server the next gathers, so the slower the server, the larger the groups. Removals that nobody
/// waits for keep up to 15 ms for company: a statement for many costs little more than one for one.
/// Callers and the commit thread share it: everything is for who holds <see cref="Gate"/>, but where it says otherwise.
/// </remarks>
internal sealed class GroupQueue(TenureWatch watch, RowPurger purger)
{
    private const int LazyDelayMilliseconds = 15;
    private const int RetryDelayMilliseconds = 250;
    private const int ManyRemovals = 256;
    private const int MostSpare = 4;

    private readonly Stack<DatabaseBatch> _spare = new();
    private readonly List<Removal> _lazy = [];
    private DatabaseBatch? _kept;
    private bool _lastWasKept;
    private long _lazySince;
    private long _sequence;
    private bool _waits;
    private bool _stopping;

    public object Gate { get; } = new();

    /// <summary>The group that gathers.</summary>
    public DatabaseBatch Current { get; private set; } = new();

    /// <summary>The group on its way to the server; null while none is.</summary>
    public DatabaseBatch? Writing { get; set; }

    /// <summary>Nothing joins any more, or yet.</summary>
    public bool IsClosed { get; private set; } = true;

    /// <param name="sequence">Larger than all that earlier tenures gave out.</param>
    public void Prepare(long sequence) => _sequence = sequence;

    public void Open() => IsClosed = false;

    /// <summary>For any thread, with or without the gate.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    public long LastSequence => Interlocked.Read(ref _sequence);

    /// <summary>Why nothing joins any more; null while it does.</summary>
    public StoreException? Ended() => IsClosed || watch.HasEnded ? watch.Reason() : null;

    /// <summary>Somebody waits for it, so the group goes out as soon as the commit thread is free.</summary>
    public ValueTask Enqueue(DatabaseOperation operation)
    {
        var task = operation.Task;
        Current.Operations.Add(operation);
        Wake();
        return task;
    }

    /// <summary>Something that nobody waits for is about to join: it keeps a little for company.</summary>
    public void BeginLazy()
    {
        if (HasLazy) return;
        _lazySince = Environment.TickCount64;
        Wake();
    }

    /// <summary>Keeps a removal for company.</summary>
    public void Remove(in Removal removal)
    {
        BeginLazy();
        _lazy.Add(removal);
        if (_lazy.Count == ManyRemovals) Wake();
    }

    /// <summary>What kept for company goes out with the group that gathers.</summary>
    public void TakeLazy()
    {
        Current.Removals.AddRange(_lazy);
        _lazy.Clear();
    }

    /// <summary>Keeps what nobody waits for of a group that could not be written.</summary>
    public void Keep(DatabaseBatch failed)
    {
        if (!HasLazy) _lazySince = Environment.TickCount64;
        _kept ??= new DatabaseBatch();
        _kept.Keep(failed);
    }

    /// <summary>Waits until there is something to write or to purge. The commit thread's; takes the gate itself.</summary>
    /// <param name="hasFailed">Groups fail: what nobody waits for is tried again less often.</param>
    /// <returns>The group on its way from now on; an empty one when it is time for the purger; null at the end.</returns>
    public DatabaseBatch? Take(bool hasFailed)
    {
        lock (Gate)
        {
            while (!Current.IsUrgent && !_stopping)
            {
                var wait = HasLazy ? LazyWait(hasFailed) : purger.Delay;
                if (wait == 0) break;
                _waits = true;
                Monitor.Wait(Gate, wait);
                _waits = false;
            }

            if (watch.HasEnded) return null;
            if (TakeKept() is { } kept) return kept;
            if (_stopping || LazyIsDue) TakeLazy();
            if (_stopping && Current.IsEmpty && _kept is null) return null;
            purger.Collect(Current);
            var batch = TakeCurrent();
            if (!batch.IsEmpty) Writing = batch;
            return batch;
        }
    }

    /// <summary>Nothing joins any more; what has joined is still written.</summary>
    /// <returns>False: it had not been opened.</returns>
    public bool TryClose()
    {
        if (IsClosed && !_stopping) return false;
        Close();
        return true;
    }

    /// <summary>As <see cref="TryClose"/>, whether or not it had been opened.</summary>
    public void Close()
    {
        IsClosed = true;
        _stopping = true;
        Monitor.PulseAll(Gate);
    }

    /// <summary>Takes what has gathered, all of it, because nobody will write it.</summary>
    public DatabaseBatch TakeRest()
    {
        TakeLazy();
        return TakeCurrent();
    }

    /// <summary>A batch has served. Takes the gate itself.</summary>
    public void Recycle(DatabaseBatch batch)
    {
        // One that was answered for while it was on its way may still be read by the thread that writes it.
        if (batch.Error is FencedException || watch.HasEnded) return;
        batch.Reset();
        lock (Gate)
        {
            if (_spare.Count < MostSpare) _spare.Push(batch);
        }
    }

    private bool HasLazy => _kept is not null || _lazy.Count > 0 || !Current.IsEmpty;

    private bool LazyIsDue => _lazy.Count >= ManyRemovals || Environment.TickCount64 - _lazySince >= LazyDelayMilliseconds;

    private int LazyWait(bool hasFailed)
    {
        if (_lazy.Count >= ManyRemovals) return 0;
        var delay = hasFailed ? RetryDelayMilliseconds : LazyDelayMilliseconds;
        return (int)Math.Max(0, _lazySince + delay - Environment.TickCount64);
    }

    // By itself, because what makes room must not fail with what finds none; every second time, because neither may wait for the other.
    private DatabaseBatch? TakeKept()
    {
        _lastWasKept = !_lastWasKept && _kept is not null;
        if (!_lastWasKept) return null;
        var kept = _kept!;
        _kept = null;
        kept.LastSequence = LastSequence;
        return Writing = kept;
    }

    private DatabaseBatch TakeCurrent()
    {
        var batch = Current;
        batch.LastSequence = LastSequence;
        Current = _spare.TryPop(out var next) ? next : new DatabaseBatch();
        return batch;
    }

    private void Wake()
    {
        if (_waits) Monitor.Pulse(Gate);
    }
}
