using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>Enters written groups into the index, then completes the tasks of those who wait.</summary>
internal sealed class JournalCompletion(ProducerTable producers, ILogger logger, Action<JournalBatch> recycle)
    : CompletionPump<JournalBatch>("journal completion", recycle)
{
    private readonly Lock _lock = new();
    private JournalLocation _completed;

    /// <summary>All that was written before this place is in the index.</summary>
    public JournalLocation Completed
    {
        get
        {
            lock (_lock) return _completed;
        }
    }

    public void Start(JournalLocation completed)
    {
        _completed = completed;
        Start();
    }

    protected override void Complete(JournalBatch batch)
    {
        var operations = batch.Operations;
        for (var i = 0; i < operations.Count; i++)
        {
            // Whoever waits for the last one finds the whole group complete.
            Complete(operations[i], batch, isLast: i == operations.Count - 1);
        }

        if (operations.Count == 0 && batch.Error is null) SetCompleted(batch.End);
    }

    private void Complete(JournalOperation operation, JournalBatch batch, bool isLast)
    {
        try
        {
            if (batch.Error is null) operation.Apply(producers);
            if (batch.Error is null && isLast) SetCompleted(batch.End);
            operation.Complete(batch.Error);
        }
        catch (Exception e)
        {
            JournalLog.CompletionFailed(logger, e);
        }
    }

    private void SetCompleted(JournalLocation end)
    {
        lock (_lock) _completed = end;
    }
}
