using System.Runtime.InteropServices;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Makes written groups true, strictly in order: counts first, then the tasks of those who wait.</summary>
internal sealed class CompletionThread(ILogger logger, Action<DatabaseBatch> recycle)
{
    private readonly object _gate = new();
    private readonly Queue<DatabaseBatch> _waiting = new();
    private bool _busy;
    private bool _stopping;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "database completion" }.Start();

    /// <summary>Takes a group; somebody calls <see cref="RunHere"/> or <see cref="Wake"/> next.</summary>
    public void Add(DatabaseBatch batch)
    {
        lock (_gate)
        {
            _waiting.Enqueue(batch);
        }
    }

    /// <summary>The thread of its own completes what waits, while the next group is on its way.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Completes what waits on the caller's thread, which spares waking another.</summary>
    public void RunHere()
    {
        WorkBatch.Begin();
        while (Take(wait: false) is { } batch) Complete(batch);
        WorkBatch.End();
    }

    /// <summary>What was added is still completed; then the thread ends by itself.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        while (Take(wait: true) is { } batch) Complete(batch);
    }

    private DatabaseBatch? Take(bool wait)
    {
        lock (_gate)
        {
            while (_busy || _waiting.Count == 0)
            {
                if (!wait || (_stopping && !_busy)) return null;
                Monitor.Wait(_gate);
            }

            _busy = true;
            return _waiting.Dequeue();
        }
    }

    private void Complete(DatabaseBatch batch)
    {
        if (batch.Error is null)
        {
            foreach (ref readonly var removal in CollectionsMarshal.AsSpan(batch.Removals)) removal.Lane.Store.NoteDeleted(removal.Sequence);
            foreach (ref readonly var correction in CollectionsMarshal.AsSpan(batch.Corrections)) correction.Lane.Store.Correct(correction.Lane, correction.Change);
        }

        foreach (var operation in batch.Operations) Complete(operation, batch);
        recycle(batch);
        lock (_gate)
        {
            _busy = false;
            if (_waiting.Count > 0 || _stopping) Monitor.Pulse(_gate);
        }
    }

    private void Complete(DatabaseOperation operation, DatabaseBatch batch)
    {
        try
        {
            if (batch.Error is null) operation.Apply();
            operation.Complete(batch.Error);
        }
        catch (Exception e)
        {
            DatabaseLog.CompletionFailed(logger, e);
        }
    }
}
