using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>Group commit: callers encode into the batch that gathers; one thread writes batch after batch.</summary>
/// <remarks>
/// Under the lock a caller gets its sequence and its place in the order. While one batch is on its way to the medium the next
/// gathers, so the busier the broker, the larger the groups. Removals wait up to 10 ms for company and cost no sync.
/// The pieces: <see cref="JournalBatch"/> gathers, <see cref="JournalCommitter"/> writes, <see cref="JournalCompletion"/> tells.
/// </remarks>
internal sealed class JournalWriter
{
    private const int LazyDelayMilliseconds = 10;
    private const int RetryDelayMilliseconds = 250;

    private readonly object _gate = new();
    private readonly ConcurrentQueue<JournalOperation> _operations = new();
    private readonly Stack<JournalBatch> _batches = new();
    private readonly JournalOptions _options;
    private readonly JournalSegments _segments;
    private readonly JournalCommitter _committer;
    private readonly JournalFence _fence;
    private readonly JournalCompletion _completion;
    private readonly ILogger _logger;
    private readonly Action _pressed;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalBatch _current = new();
    private long _sequence;
    private long _usedBytes;
    private long _writingBytes;
    private long _writtenBytes;
    private long _lazySince;
    private bool _committerWaits;
    private bool _rollAsked;
    private bool _stopping;
    private bool _closed = true;
    private string? _writeError;

    public JournalWriter(
        JournalOptions options, JournalSegments segments, JournalCommitter committer, JournalFence fence, ProducerTable producers, ILogger logger, Action pressed)
    {
        _options = options;
        _segments = segments;
        _committer = committer;
        _fence = fence;
        _logger = logger;
        _pressed = pressed;
        _completion = new JournalCompletion(producers, logger, Recycle);
    }

    /// <summary>All that was written before this place is in the index: a checkpoint may begin its replay here.</summary>
    public JournalLocation Completed => _completion.Completed;

    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>Bytes written since the adapter was opened.</summary>
    public long WrittenBytes => Interlocked.Read(ref _writtenBytes);

    /// <summary>The segment being written; segments from here on are not reclaimed.</summary>
    public uint ActiveSegment { get; private set; }

    public string? WriteError => Volatile.Read(ref _writeError);

    public void Start(JournalLocation end, long sequence)
    {
        _sequence = sequence;
        _committer.Start(end);
        _usedBytes = _segments.UsedBytes;
        ActiveSegment = _committer.End.Segment;
        _completion.Start(_committer.End);
        _closed = false;
        new Thread(Run) { IsBackground = true, Name = "journal commit" }.Start();
    }

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <param name="message">Gets its sequence.</param>
    /// <param name="home">Destination of the stores.</param>
    /// <param name="store">The one store, or null.</param>
    /// <param name="stores">Several stores of one topic, when <paramref name="store"/> is null.</param>
    /// <param name="transient">Nothing of it survives the process.</param>
    public ValueTask AppendAsync(Message message, Destination home, JournalMessageStore? store, IReadOnlyList<IMessageStore>? stores, bool transient)
    {
        lock (_gate)
        {
            var maxBytes = MessageWriter.MaxBytes(message, stores?.Count ?? 1);
            if (Refusal(maxBytes) is { } refusal) return ValueTask.FromException(refusal);
            message.Sequence = NextSequence();
            var operation = Rent();
            var flags = MessageWriter.FlagsOf(message, store, stores, transient);
            var length = MessageWriter.Append(_current, operation, message, home, store, stores, flags);
            operation.Messages.Add(PendingMessage.Of(message, store, stores, flags, recordOffset: 0, length));
            return Enqueue(operation, needsSync: !transient);
        }
    }

    public ValueTask CommitAsync(JournalTransaction transaction)
    {
        lock (_gate)
        {
            var maxBytes = transaction.MaxBytes();
            if (maxBytes > Array.MaxLength) return ValueTask.FromException(new StoreException($"A transaction of {maxBytes} bytes is larger than the journal can write as one."));
            if ((transaction.Appends ? Refusal(maxBytes) : Ended()) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            var durable = transaction.Encode(_current, operation, NextSequence);
            return Enqueue(operation, durable);
        }
    }

    /// <summary>Keeps a branch.</summary>
    /// <param name="branch">What is true of it when it is durable.</param>
    /// <param name="sent">The messages it sends.</param>
    public ValueTask PrepareAsync(BranchChange branch, IReadOnlyList<MessageId> sent)
    {
        lock (_gate)
        {
            if (Refusal(branch.Kept!.Operations.Length) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            operation.Branch = branch;
            operation.Sent = sent;
            BranchRecords.Append(_current, operation, branch.Kept);
            return Enqueue(operation, needsSync: true);
        }
    }

    /// <summary>Writes a message's record again at the end of the log; the index follows when it is durable.</summary>
    /// <param name="record">The record as it was read.</param>
    /// <param name="stores">The stores that still want it.</param>
    /// <returns>A task that continues on the thread pool.</returns>
    public ValueTask MoveAsync(ReadOnlySpan<byte> record, IReadOnlyList<JournalMessageStore> stores)
    {
        lock (_gate)
        {
            if (Ended() is { } ended) return ValueTask.FromException(ended);
            var operation = Rent();
            operation.IsMove = true;
            operation.ContinuesElsewhere = true;
            var (facts, length) = MessageWriter.Move(_current, operation, record, stores);
            operation.Messages.Add(new PendingMessage { Stores = stores, Facts = facts, RecordLength = length });
            return Enqueue(operation, needsSync: true);
        }
    }

    /// <summary>As for a message, writes a job's record again at the end of the log.</summary>
    /// <param name="record">The record as it was read.</param>
    /// <param name="jobs">The index that follows.</param>
    /// <param name="place">What that knows of the job.</param>
    /// <returns>A task that continues on the thread pool.</returns>
    public ValueTask MoveAsync(ReadOnlySpan<byte> record, JournalJobStore jobs, in JobPlace place)
    {
        lock (_gate)
        {
            if (Ended() is { } ended) return ValueTask.FromException(ended);
            var operation = Rent();
            operation.ContinuesElsewhere = true;
            JobRecord.Move(_current, operation, record);
            operation.Jobs.Add(PendingJob.Move(jobs, place));
            return Enqueue(operation, needsSync: true);
        }
    }

    /// <summary>Notes a removal; it goes out with the next batch.</summary>
    public void Remove(in Removal removal)
    {
        lock (_gate)
        {
            if (Ended() is not null) return;
            BeginLazy();
            _current.Removals.Add(removal);
        }
    }

    /// <summary>Notes a change of destinations or subscriptions; it goes out with the next batch.</summary>
    public void WriteCatalogue(byte[] record)
    {
        lock (_gate)
        {
            if (Ended() is { } ended) throw ended;
            BeginLazy();
            _current.Catalogue.Add(record);
        }
    }

    /// <summary>As <see cref="WriteCatalogue"/>; completes when durable.</summary>
    public ValueTask WriteCatalogueAsync(byte[] record)
    {
        lock (_gate)
        {
            if (Ended() is { } ended) return ValueTask.FromException(ended);
            _current.Catalogue.Add(record);
            return Enqueue(Rent(), needsSync: true);
        }
    }

    /// <returns>A task that continues on the thread pool.</returns>
    public ValueTask FlushAsync(bool roll = false)
    {
        lock (_gate)
        {
            if (Ended() is { } ended) return ValueTask.FromException(ended);
            _rollAsked |= roll;
            var operation = Rent();
            operation.ContinuesElsewhere = true;
            return Enqueue(operation, needsSync: true);
        }
    }

    /// <summary>Raised when segments are given back.</summary>
    public SpaceSignal Space { get; } = new();

    /// <summary>Space came back.</summary>
    public void NoteReclaimed()
    {
        lock (_gate)
        {
            _usedBytes = _segments.UsedBytes;
            if (_options.StoreLimitBytes > 0 && _usedBytes < _options.StoreLimitBytes) Volatile.Write(ref _writeError, null);
        }

        Space.Raise();
    }

    /// <summary>Refuses what comes, writes and completes what came, and ends the threads.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            if (_closed) return _stopping ? _stopped.Task : Task.CompletedTask;
            _closed = true;
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        return _stopped.Task;
    }

    private StoreException? Ended()
    {
        if (_fence.IsOver) return JournalFence.Over();
        return _closed ? new("The journal is closed.") : null;
    }

    private StoreException? Refusal(long bytes)
    {
        if (Ended() is { } ended) return ended;
        if (_options.StoreLimitBytes == 0) return null;
        var used = _usedBytes + _writingBytes + _current.Bytes;
        if (used + bytes <= _options.StoreLimitBytes) return null;
        _pressed();
        Volatile.Write(ref _writeError, $"The store in {_options.Directory} has reached its limit of {_options.StoreLimitBytes} bytes.");
        return new StoreFullException(_writeError!);
    }

    private JournalOperation Rent() => _operations.TryDequeue(out var operation) ? operation : new JournalOperation(_operations);

    private ValueTask Enqueue(JournalOperation operation, bool needsSync)
    {
        var task = operation.Task;
        _current.Operations.Add(operation);
        _current.HasAppends |= operation.Appends;
        _current.NeedsSync |= needsSync;
        if (_committerWaits) Monitor.Pulse(_gate);
        return task;
    }

    private void BeginLazy()
    {
        if (!_current.IsEmpty) return;
        _lazySince = Environment.TickCount64;
        if (_committerWaits) Monitor.Pulse(_gate);
    }

    private void Run()
    {
        while (TakeBatch() is { } batch)
        {
            var company = batch.Operations.Count > 1;
            CommitOne(batch);

            // Several waited for that group, so several are about to send again: on a busy machine they get the processor first,
            // and one sync serves more of them. Alone, or on an idle machine, nothing is given away.
            if (company) Thread.Yield();
        }

        _completion.Drain();
        _stopped.SetResult();
    }

    private JournalBatch? TakeBatch()
    {
        lock (_gate)
        {
            while (!_current.IsUrgent && !_stopping)
            {
                var wait = LazyWait();
                if (wait == 0) break;
                _committerWaits = true;
                Monitor.Wait(_gate, wait);
                _committerWaits = false;
            }

            if (_current.IsEmpty) return null;
            var batch = _current;
            _current = _batches.TryPop(out var next) ? next : new JournalBatch();
            _writingBytes = batch.Bytes;
            return batch;
        }
    }

    private int LazyWait()
    {
        if (_current.IsEmpty) return Timeout.Infinite;
        var delay = _writeError is null || _options.StoreLimitBytes > 0 ? LazyDelayMilliseconds : RetryDelayMilliseconds;
        return (int)Math.Max(0, _lazySince + delay - Environment.TickCount64);
    }

    private void CommitOne(JournalBatch batch)
    {
        StoreException? error = null;
        try
        {
            _fence.ThrowIfOver();
            RemovalRecords.Encode(batch);
            if (Interlocked.Exchange(ref _rollAsked, false) && _segments.IsPrepared) _committer.Roll();
            _committer.Write(batch);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            error = _fence.Explain(e);
        }

        var idle = Settle(batch, error);
        (batch.Error, batch.End) = (error, _committer.End);
        _completion.Add(batch);
        if (idle) _completion.RunHere();
        else _completion.Wake();
    }

    /// <returns>True when nothing waits to be written.</returns>
    private bool Settle(JournalBatch batch, StoreException? error)
    {
        if (_committer.ActiveSegment is { } active) ActiveSegment = active;
        lock (_gate)
        {
            _writingBytes = 0;
            _usedBytes = _segments.UsedBytes;
            if (error is null) NoteSuccess(batch);
            else NoteFailure(batch, error);
            return !_current.IsUrgent;
        }
    }

    private void NoteSuccess(JournalBatch batch)
    {
        Interlocked.Add(ref _writtenBytes, batch.Bytes);
        if (_writeError is null || !(batch.HasAppends || _options.StoreLimitBytes == 0)) return;
        JournalLog.WriteRecovered(_logger);
        Volatile.Write(ref _writeError, null);
    }

    // Who waits is told; what nobody waits for is kept and tried again.
    private void NoteFailure(JournalBatch batch, StoreException error)
    {
        if (_writeError is null) JournalLog.WriteFailed(_logger, error.Message, error);
        if (error is StoreFullException) _pressed();
        Volatile.Write(ref _writeError, error.Message);
        if (_stopping || error is FencedException) return;
        if (_current.IsEmpty) _lazySince = Environment.TickCount64;
        _current.Catalogue.InsertRange(0, batch.Catalogue);
        _current.Removals.AddRange(batch.Removals);
    }

    private void Recycle(JournalBatch batch)
    {
        batch.Reset();
        lock (_gate)
        {
            if (_batches.Count < 4) _batches.Push(batch);
        }
    }
}
