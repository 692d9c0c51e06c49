using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>Makes written groups true, strictly in order: index first, then the tasks of those who wait.</summary>
/// <remarks>
/// When nothing else is to be written the commit thread does it itself, which saves waking a second thread; otherwise a
/// thread of its own does it while the next group is on its way to the disk.
/// </remarks>
internal sealed class CompletionPump(ProducerTable producers, ILogger logger, Action<JournalBatch> recycle)
{
    private readonly object _gate = new();
    private readonly Queue<(JournalBatch Batch, Exception? Error, JournalLocation End)> _waiting = new();
    private Thread? _thread;
    private bool _busy;
    private bool _stopping;
    private JournalLocation _completed;

    /// <summary>All that was written before this place is in the index.</summary>
    public JournalLocation Completed
    {
        get
        {
            lock (_gate)
            {
                return _completed;
            }
        }
    }

    public void Start(JournalLocation completed)
    {
        _completed = completed;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal completion" };
        _thread.Start();
    }

    public void Add(JournalBatch batch, Exception? error, JournalLocation end, bool mayRunHere)
    {
        lock (_gate)
        {
            if (!mayRunHere || _busy || _waiting.Count > 0)
            {
                _waiting.Enqueue((batch, error, end));
                Monitor.PulseAll(_gate);
                return;
            }

            _busy = true;
        }

        WorkBatch.Begin();
        Complete(batch, error, end);
        WorkBatch.End();
    }

    /// <summary>Returns when everything added is complete; the thread then ends by itself.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
            while (_busy || _waiting.Count > 0) Monitor.Wait(_gate);
        }
    }

    private void Run()
    {
        while (true)
        {
            (JournalBatch Batch, Exception? Error, JournalLocation End) next;
            lock (_gate)
            {
                while (_busy || _waiting.Count == 0)
                {
                    if (_stopping && !_busy) return;
                    Monitor.Wait(_gate);
                }

                next = _waiting.Dequeue();
                _busy = true;
            }

            Complete(next.Batch, next.Error, next.End);
        }
    }

    private void Complete(JournalBatch batch, Exception? error, JournalLocation end)
    {
        var operations = batch.Operations;
        for (var i = 0; i < operations.Count; i++)
        {
            // Whoever waits for the last one finds the whole group complete.
            Complete(operations[i], error, i == operations.Count - 1 ? end : null);
        }

        if (operations.Count == 0 && error is null) SetCompleted(end);
        recycle(batch);
        lock (_gate)
        {
            _busy = false;
            if (_waiting.Count > 0 || _stopping) Monitor.PulseAll(_gate);
        }
    }

    private void Complete(JournalOperation operation, Exception? error, JournalLocation? end)
    {
        try
        {
            if (error is null) operation.Apply(producers);
            if (error is null && end is { } reached) SetCompleted(reached);
            operation.Complete(error);
        }
        catch (Exception e)
        {
            JournalLog.CompletionFailed(logger, e);
        }
    }

    private void SetCompleted(JournalLocation end)
    {
        lock (_gate)
        {
            _completed = end;
        }
    }
}
