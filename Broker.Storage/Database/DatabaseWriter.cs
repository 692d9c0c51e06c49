using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Group commit: callers add to the batch that gathers; one thread writes batch after batch, each as one transaction.</summary>
/// <remarks>
/// Under the lock a caller gets its sequence and its place in the order. While one batch is on its way to the server the next
/// gathers, so the slower the server, the larger the groups. Removals that nobody waits for keep up to 15 ms for company: a
/// statement for many costs little more than one for one.
/// The pieces: <see cref="DatabaseBatch"/> gathers, <see cref="DatabaseCommitter"/> writes, <see cref="CompletionThread"/> tells.
/// </remarks>
internal sealed class DatabaseWriter : IDisposable
{
    private const int LazyDelayMilliseconds = 15;
    private const int RetryDelayMilliseconds = 250;
    private const int ManyRemovals = 256;
    private const int MostTurns = 8;

    private readonly object _gate = new();
    private readonly ConcurrentQueue<DatabaseOperation> _operations = new();
    private readonly Stack<DatabaseBatch> _batches = new();
    private readonly DatabaseOptions _options;
    private readonly TenureWatch _watch;
    private readonly DatabaseCommitter _committer;
    private readonly RowPurger _purger;
    private readonly CompletionThread _completion;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DatabaseBatch _current = new();
    private DatabaseBatch? _writing;
    private DatabaseBatch? _kept;
    private bool _lastWasKept;
    private readonly List<Removal> _lazy = [];
    private long _lazySince;
    private long _sequence;
    private long _usedBytes;
    private long _jobs;
    private bool _waits;
    private bool _stopping;
    private bool _closed = true;
    private string? _writeError;

    public DatabaseWriter(DatabaseOptions options, TenureWatch watch, DatabaseCommitter committer, RowPurger purger, ILogger logger)
    {
        _options = options;
        _watch = watch;
        _committer = committer;
        _purger = purger;
        _logger = logger;
        _completion = new CompletionThread(logger, Recycle);
    }

    /// <summary>The last sequence of earlier tenures; what need not survive and is not beyond is dead.</summary>
    public long OpenedAt { get; private set; }

    public long UsedBytes => Math.Max(0, Interlocked.Read(ref _usedBytes));

    /// <summary>Jobs that are in the table.</summary>
    public long Jobs => Interlocked.Read(ref _jobs);

    public string? WriteError => _committer.Trouble ?? Volatile.Read(ref _writeError);

    /// <param name="sequence">Larger than all that earlier tenures gave out.</param>
    public void Prepare(long sequence) => OpenedAt = _sequence = sequence;

    /// <summary>Enters the jobs that opening finds.</summary>
    public void Restore(in JobFigures found)
    {
        _jobs = found.Jobs;
        AddUsed(found.Bytes);
    }

    public void Start()
    {
        _closed = false;
        _completion.Start();
        _watch.Start(Abandon);
        new Thread(Run) { IsBackground = true, Name = "database commit" }.Start();
    }

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>Raised when removals make room.</summary>
    public SpaceSignal Space { get; } = new();

    public void AddUsed(long bytes)
    {
        Interlocked.Add(ref _usedBytes, bytes);
        if (bytes < 0) Space.Raise();
    }

    public ValueTask AppendAsync(Message message, Destination home, DatabaseMessageStore store) =>
        AppendAsync(EncodedMessage.Of(message, home, store));

    public ValueTask AppendAsync(Message message, Destination home, IReadOnlyList<IMessageStore> stores) =>
        AppendAsync(EncodedMessage.Of(message, home, stores));

    /// <param name="messages">What is appended.</param>
    /// <param name="removals">What is removed.</param>
    /// <param name="jobs">What is put or taken out.</param>
    /// <param name="ended">The prepared branch that ends with it; null for none.</param>
    public ValueTask CommitAsync(
        IReadOnlyList<EncodedMessage> messages, IReadOnlyList<Removal> removals, IReadOnlyList<EncodedJob> jobs, BranchChange? ended)
    {
        long bytes = 0;
        foreach (var message in messages)
        {
            if (_committer.Refusal(message.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
            bytes += message.SizeBytes;
        }

        foreach (var job in jobs)
        {
            if (_committer.Refusal(job.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
            bytes += job.SizeBytes;
        }

        lock (_gate)
        {
            if ((bytes > 0 ? Refusal(bytes) : Closed()) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            foreach (var message in messages) Add(operation, message);
            foreach (var job in jobs) Add(operation, job);
            operation.Removals.AddRange(removals);
            _current.TransactionRemovals.AddRange(removals);
            if (ended is not null) Add(operation, ended);
            return Enqueue(operation);
        }
    }

    /// <summary>Keeps a branch.</summary>
    /// <param name="branch">What is true of it when it is durable.</param>
    /// <param name="sent">The messages it sends.</param>
    public ValueTask PrepareAsync(BranchChange branch, IReadOnlyList<MessageId> sent)
    {
        if (_committer.Refusal(branch.Kept!) is { } tooLarge) return ValueTask.FromException(tooLarge);
        lock (_gate)
        {
            if (Refusal(branch.Kept!.Operations.Length) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            Add(operation, branch);
            foreach (var id in sent)
            {
                if (id.Producer is { } producer) _current.Producers.Add((producer, id.ProducerSequence));
            }

            return Enqueue(operation);
        }
    }

    /// <summary>Notes a removal; it goes out within a few milliseconds, or before anything that is flushed.</summary>
    public void Remove(in Removal removal)
    {
        lock (_gate)
        {
            if (_closed) return;
            BeginLazy();
            _lazy.Add(removal);
            if (_lazy.Count == ManyRemovals && _waits) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Empties lanes: their figures with the next group, their rows in the background.</summary>
    public void Purge(List<LaneChange> purges)
    {
        lock (_gate)
        {
            if (_closed) return;
            BeginLazy();
            _current.Purges.AddRange(purges);
        }
    }

    /// <summary>A store is forgotten.</summary>
    public void Drop(DatabaseMessageStore store)
    {
        lock (_gate)
        {
            if (_closed) return;
            BeginLazy();
            foreach (var lane in store.Lanes)
            {
                _current.Purges.Add(new LaneChange(lane, new LaneFigures(0, 0, Interlocked.Read(ref _sequence), 0)));
            }
        }
    }

    /// <summary>Notes that a store's messages may be delivered through a sequence; completes when durable.</summary>
    public ValueTask MarkAsync(DatabaseMessageStore store, long through)
    {
        lock (_gate)
        {
            if (Closed() is { } closed) return ValueTask.FromException(closed);
            var operation = Rent();
            operation.Mark = (store, through);
            AddMark(store, through);
            return Enqueue(operation);
        }
    }

    /// <summary>Notes a change of destinations or subscriptions; it goes out with the next group.</summary>
    public void NoteChange(CatalogueChange change)
    {
        lock (_gate)
        {
            if (Closed() is { } closed) throw closed;
            BeginLazy();
            _current.Catalogue.Add(change);
        }
    }

    /// <summary>Completes when this change, or all noted so far, is durable.</summary>
    public ValueTask WriteCatalogueAsync(CatalogueChange? change = null)
    {
        lock (_gate)
        {
            if (Closed() is { } closed) return ValueTask.FromException(closed);
            if (change is not null) _current.Catalogue.Add(change);
            return Enqueue(Rent());
        }
    }

    /// <returns>A task that continues on the thread pool.</returns>
    public ValueTask FlushAsync()
    {
        lock (_gate)
        {
            if (Closed() is { } closed) return ValueTask.FromException(closed);
            var operation = Rent();
            operation.ContinuesElsewhere = true;
            TakeLazy();
            return Enqueue(operation);
        }
    }

    /// <summary>Refuses what comes, writes and completes what came, and ends the threads.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            if (_closed && !_stopping) return Task.CompletedTask;
            _closed = true;
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        return _stopped.Task;
    }

    /// <summary>Answers everything pending with why it has ended, without waiting for a thread that may be stuck in the driver.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _closed = true;
            _stopping = true;
            if (_writing is { } writing) Settle(writing, _watch.Reason());
            TakeLazy();
            if (!_current.IsEmpty) Settle(_current, _watch.Reason());
            _current = new DatabaseBatch();
            Monitor.PulseAll(_gate);
        }

        _committer.Abandon();
        _completion.Stop();

        // The commit thread may have seen the end before this, and both threads be gone.
        _completion.RunHere();
        _stopped.TrySetResult();
    }

    public void Dispose() => _committer.Dispose();

    private ValueTask AppendAsync(in EncodedMessage message)
    {
        if (_committer.Refusal(message.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
        lock (_gate)
        {
            if (Refusal(message.SizeBytes) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            Add(operation, message);
            return Enqueue(operation);
        }
    }

    private void Add(DatabaseOperation operation, BranchChange branch)
    {
        operation.Branch = branch;
        _current.Branches.Add(branch);
    }

    private void Add(DatabaseOperation operation, in EncodedMessage encoded)
    {
        var message = encoded.Message;
        message.Sequence = NextSequence();
        Interlocked.Add(ref _usedBytes, encoded.SizeBytes);
        if (encoded.Lane is { } lane)
        {
            Add(lane, message, encoded.Payload, encoded.PayloadBytes);
            operation.Messages.Add(new AppendedMessage(lane, null, message.Sequence, message.SizeBytes, MarkIfDelivering(lane, message)));
        }
        else
        {
            AddToAll(operation, encoded);
        }

        if (message.Id.Producer is { } producer && !(encoded.Lane ?? encoded.Lanes![0]).IsTransient) _current.Producers.Add((producer, message.Id.ProducerSequence));
    }

    private void Add(DatabaseOperation operation, in EncodedJob job)
    {
        Interlocked.Add(ref _usedBytes, job.SizeBytes);
        operation.JobBytes += job.SizeBytes;
        _current.Add(job with { Sequence = NextSequence() });
        if (job.Producer is { } producer) _current.Producers.Add((producer, job.ProducerSequence));
    }

    private void AddToAll(DatabaseOperation operation, in EncodedMessage encoded)
    {
        var message = encoded.Message;
        var delivering = false;
        foreach (var lane in encoded.Lanes!)
        {
            Add(lane, message, payload: null, 0);
            delivering |= MarkIfDelivering(lane, message);
        }

        _current.Add(new BodyRow(message.Sequence, encoded.Payload, encoded.PayloadBytes));
        operation.Messages.Add(new AppendedMessage(null, encoded.Lanes, message.Sequence, message.SizeBytes, delivering));
    }

    private void Add(Lane lane, Message message, byte[]? payload, int bytes)
    {
        if (!lane.Store.IsClosed) _current.Add(new MessageRow(lane, message.Sequence, message.SizeBytes, message.Expiration, payload, bytes));
    }

    private bool MarkIfDelivering(Lane lane, Message message)
    {
        if (!lane.Store.IsDelivering || lane.IsTransient) return false;
        AddMark(lane.Store, message.Sequence);
        return true;
    }

    private void AddMark(DatabaseMessageStore store, long through) =>
        _current.Marks.Add(new LaneChange(store.LaneOf(0, transient: false), new LaneFigures(0, 0, 0, through)));

    private StoreException? Closed() => _closed || _watch.HasEnded ? _watch.Reason() : null;

    private StoreException? Refusal(long bytes)
    {
        if (Closed() is { } closed) return closed;
        if (_options.StoreLimitBytes == 0 || UsedBytes + bytes <= _options.StoreLimitBytes) return null;
        return new StoreFullException(string.Create(CultureInfo.InvariantCulture, $"The database store has reached its limit of {_options.StoreLimitBytes} bytes."));
    }

    private DatabaseOperation Rent() => _operations.TryDequeue(out var operation) ? operation : new DatabaseOperation(_operations);

    private ValueTask Enqueue(DatabaseOperation operation)
    {
        var task = operation.Task;
        _current.Operations.Add(operation);
        if (_waits) Monitor.Pulse(_gate);
        return task;
    }

    private void BeginLazy()
    {
        if (HasLazy) return;
        _lazySince = Environment.TickCount64;
        if (_waits) Monitor.Pulse(_gate);
    }

    private bool HasLazy => _kept is not null || _lazy.Count > 0 || !_current.IsEmpty;

    private void TakeLazy()
    {
        _current.Removals.AddRange(_lazy);
        _lazy.Clear();
    }

    private void Run()
    {
        while (TakeBatch() is { } batch)
        {
            // On a full server, what is dead makes room for what waits.
            if (_writeError is not null) _purger.Step();
            if (batch.IsEmpty)
            {
                _purger.Step();
                Recycle(batch);
                continue;
            }

            var waited = batch.Operations.Count;
            var error = _committer.Commit(batch);
            bool isIdle;
            lock (_gate)
            {
                _writing = null;
                Settle(batch, error);
                isIdle = !_current.IsUrgent;
            }

            if (isIdle) _completion.RunHere();
            else _completion.Wake();
            LetOthersJoin(waited);
        }

        _completion.Stop();
        _stopped.TrySetResult();
    }

    // Several waited for that group, so several are about to send again. A group costs several times a row, so on a busy machine they
    // get the processor first; on an idle one nothing is given away.
    private void LetOthersJoin(int waited)
    {
        for (var turn = 0; turn < MostTurns && waited > 1 && _current.Operations.Count < waited; turn++) Thread.Yield();
    }

    /// <returns>An empty batch when it is time for the purger; null at the end.</returns>
    private DatabaseBatch? TakeBatch()
    {
        lock (_gate)
        {
            while (!_current.IsUrgent && !_stopping)
            {
                var wait = HasLazy ? LazyWait() : _purger.Delay;
                if (wait == 0) break;
                _waits = true;
                Monitor.Wait(_gate, wait);
                _waits = false;
            }

            if (_watch.HasEnded) return null;
            if (TakeKept() is { } kept) return kept;
            if (_stopping || LazyIsDue) TakeLazy();
            if (_stopping && _current.IsEmpty && _kept is null) return null;
            _purger.Collect(_current);
            var batch = _current;
            batch.LastSequence = Interlocked.Read(ref _sequence);
            _current = _batches.TryPop(out var next) ? next : new DatabaseBatch();
            if (!batch.IsEmpty) _writing = batch;
            return batch;
        }
    }

    // By itself, because what makes room must not fail with what finds none; every second time, because neither may wait for the other.
    private DatabaseBatch? TakeKept()
    {
        _lastWasKept = !_lastWasKept && _kept is not null;
        if (!_lastWasKept) return null;
        var kept = _kept!;
        _kept = null;
        kept.LastSequence = Interlocked.Read(ref _sequence);
        return _writing = kept;
    }

    private bool LazyIsDue => _lazy.Count >= ManyRemovals || Environment.TickCount64 - _lazySince >= LazyDelayMilliseconds;

    private int LazyWait()
    {
        if (_lazy.Count >= ManyRemovals) return 0;
        var delay = _writeError is null ? LazyDelayMilliseconds : RetryDelayMilliseconds;
        return (int)Math.Max(0, _lazySince + delay - Environment.TickCount64);
    }

    // Under the gate: what nobody waits for is kept before anything else can join the next group.
    private void Settle(DatabaseBatch batch, StoreException? error)
    {
        if (!batch.TrySettle(error)) return;
        if (error is null) NoteSuccess(batch);
        else NoteFailure(batch, error);
        _completion.Add(batch);
    }

    private void NoteSuccess(DatabaseBatch batch)
    {
        foreach (ref readonly var purge in CollectionsMarshal.AsSpan(batch.Purges)) _purger.Add(purge.Lane);
        if (batch.Jobs.Count > 0) NoteJobs(batch);
        if (_writeError is null) return;
        DatabaseLog.WriteRecovered(_logger);
        Volatile.Write(ref _writeError, null);
    }

    // What was put is counted as used already; what it took the place of, or removed, is known only now.
    private void NoteJobs(DatabaseBatch batch)
    {
        var change = batch.JobChange;
        Interlocked.Add(ref _jobs, change.Jobs);
        Interlocked.Add(ref _usedBytes, change.Bytes);
        foreach (var operation in batch.Operations) Interlocked.Add(ref _usedBytes, -operation.JobBytes);
    }

    private void NoteFailure(DatabaseBatch batch, StoreException error)
    {
        foreach (var operation in batch.Operations) AddUsed(-operation.SizeBytes);
        if (error is FencedException || _watch.HasEnded) return;
        if (_writeError is null) DatabaseLog.WriteFailed(_logger, error.Message, error);
        Volatile.Write(ref _writeError, error.Message);
        if (!HasLazy) _lazySince = Environment.TickCount64;
        _kept ??= new DatabaseBatch();
        _kept.Keep(batch);
    }

    private void Recycle(DatabaseBatch batch)
    {
        // One that was answered for while it was on its way may still be read by the thread that writes it.
        if (batch.Error is FencedException || _watch.HasEnded) return;
        batch.Reset();
        lock (_gate)
        {
            if (_batches.Count < 4) _batches.Push(batch);
        }
    }
}
