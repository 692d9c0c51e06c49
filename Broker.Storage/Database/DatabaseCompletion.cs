using System.Runtime.InteropServices;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Counts written groups in, then completes the tasks of those who wait.</summary>
internal sealed class DatabaseCompletion(ILogger logger, Action<DatabaseBatch> recycle)
    : CompletionPump<DatabaseBatch>("database completion", recycle)
{
    protected override void Complete(DatabaseBatch batch)
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
