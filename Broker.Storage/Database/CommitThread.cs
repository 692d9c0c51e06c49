using System.Runtime.InteropServices;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Writes group after group, each as one transaction, and says what became of it.</summary>
/// <remarks>
/// The pieces: <see cref="GroupQueue"/> has the groups, <see cref="DatabaseCommitter"/> writes them, <see cref="DatabaseCompletion"/> tells
/// those who wait; while nothing else is to be written, <see cref="RowPurger"/> cleans up.
/// </remarks>
internal sealed class CommitThread
{
    private const int MostTurns = 8;

    private readonly GroupQueue _groups;
    private readonly TenureWatch _watch;
    private readonly DatabaseCommitter _committer;
    private readonly RowPurger _purger;
    private readonly DatabaseSpace _space;
    private readonly DatabaseCompletion _completion;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _writeError;

    public CommitThread(GroupQueue groups, TenureWatch watch, DatabaseCommitter committer, RowPurger purger, DatabaseSpace space, ILogger logger)
    {
        _groups = groups;
        _watch = watch;
        _committer = committer;
        _purger = purger;
        _space = space;
        _logger = logger;
        _completion = new DatabaseCompletion(logger, groups.Recycle);
    }

    /// <summary>Why groups fail, or wait for the server, at present; null while they do not.</summary>
    public string? WriteError => _committer.Trouble ?? Volatile.Read(ref _writeError);

    public void Start()
    {
        _groups.Open();
        _completion.Start();
        _watch.Start(Abandon);
        new Thread(Run) { IsBackground = true, Name = "database commit" }.Start();
    }

    /// <summary>Refuses what comes, writes and completes what came, and ends the threads.</summary>
    public Task StopAsync()
    {
        lock (_groups.Gate)
        {
            return _groups.TryClose() ? _stopped.Task : Task.CompletedTask;
        }
    }

    /// <summary>Answers everything pending with why it has ended, without waiting for a thread that may be stuck in the driver.</summary>
    public void Abandon()
    {
        lock (_groups.Gate)
        {
            _groups.Close();
            if (_groups.Writing is { } writing) Settle(writing, _watch.Reason());
            if (_groups.TakeRest() is { IsEmpty: false } rest) Settle(rest, _watch.Reason());
        }

        _committer.Abandon();
        _completion.Stop();

        // The commit thread may have seen the end before this, and both threads be gone.
        _completion.RunHere();
        _stopped.TrySetResult();
    }

    private void Run()
    {
        while (_groups.Take(hasFailed: _writeError is not null) is { } batch)
        {
            // On a full server, what is dead makes room for what waits.
            if (_writeError is not null) _purger.Step();
            if (batch.IsEmpty)
            {
                _purger.Step();
                _groups.Recycle(batch);
                continue;
            }

            var waited = batch.Operations.Count;
            var error = _committer.Commit(batch);
            bool isIdle;
            lock (_groups.Gate)
            {
                _groups.Writing = null;
                Settle(batch, error);
                isIdle = !_groups.Current.IsUrgent;
            }

            if (isIdle) _completion.RunHere();
            else _completion.Wake();
            LetOthersJoin(waited);
        }

        _completion.Drain();
        _stopped.TrySetResult();
    }

    // Several waited for that group, so several are about to send again. A group costs several times a row, so on a busy machine they
    // get the processor first; on an idle one nothing is given away. The count is a hint, so it is read without the gate.
    private void LetOthersJoin(int waited)
    {
        for (var turn = 0; turn < MostTurns && waited > 1 && _groups.Current.Operations.Count < waited; turn++) Thread.Yield();
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
        if (batch.Jobs.Count > 0) _space.Add(JobsOf(batch));
        if (_writeError is null) return;
        DatabaseLog.WriteRecovered(_logger);
        Volatile.Write(ref _writeError, null);
    }

    // What was put is counted as used already; what it took the place of, or removed, is known only now.
    private static JobFigures JobsOf(DatabaseBatch batch)
    {
        var change = batch.JobChange;
        foreach (var operation in batch.Operations) change = change.Plus(jobs: 0, -operation.JobBytes);
        return change;
    }

    private void NoteFailure(DatabaseBatch batch, StoreException error)
    {
        foreach (var operation in batch.Operations) _space.Add(-operation.SizeBytes);
        if (error is FencedException || _watch.HasEnded) return;
        if (_writeError is null) DatabaseLog.WriteFailed(_logger, error.Message, error);
        Volatile.Write(ref _writeError, error.Message);
        _groups.Keep(batch);
    }
}
