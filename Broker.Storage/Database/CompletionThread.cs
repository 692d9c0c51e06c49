using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Makes written groups true, strictly in order: counts first, then the tasks of those who wait.</summary>
internal sealed class CompletionThread(ILogger logger, Action<DatabaseBatch> recycle)
{
    private readonly object _gate = new();
    private readonly Queue<DatabaseBatch> _waiting = new();
    private bool _stopping;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "database completion" }.Start();

    public void Add(DatabaseBatch batch)
    {
        lock (_gate)
        {
            _waiting.Enqueue(batch);
            Monitor.Pulse(_gate);
        }
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
        while (Next() is { } batch)
        {
            Complete(batch);
            recycle(batch);
        }
    }

    private DatabaseBatch? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_stopping) return null;
                Monitor.Wait(_gate);
            }

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
