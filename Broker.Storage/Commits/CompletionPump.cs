using Broker.Core.Storage;

namespace Broker.Storage.Commits;

/// <summary>Makes written groups true, one at a time and strictly in the order in which they were added.</summary>
/// <remarks>
/// When nothing else is to be written the commit thread does it itself, which spares waking a second thread; otherwise a thread of its
/// own does it while the next group is on its way to the medium.
/// </remarks>
/// <param name="threadName">Of that thread.</param>
/// <param name="recycle">Gets each group when it is complete.</param>
internal abstract class CompletionPump<TBatch>(string threadName, Action<TBatch> recycle)
    where TBatch : class
{
    private readonly object _gate = new();
    private readonly Queue<TBatch> _waiting = new();
    private bool _busy;
    private bool _stopping;

    public void Start() => new Thread(Run) { IsBackground = true, Name = threadName }.Start();

    /// <summary>Takes a group; its adder calls <see cref="RunHere"/> or <see cref="Wake"/> next.</summary>
    public void Add(TBatch batch)
    {
        lock (_gate)
        {
            _waiting.Enqueue(batch);
        }
    }

    /// <summary>The thread of its own completes what waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Completes what waits on the caller's thread; at once when another is at it, which then goes on with the rest.</summary>
    public void RunHere()
    {
        WorkBatch.Begin();
        while (Take(wait: false) is { } batch) CompleteTaken(batch);
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

    /// <summary>As <see cref="Stop"/>, and returns when everything added is complete.</summary>
    public void Drain()
    {
        Stop();
        RunHere();
        lock (_gate)
        {
            while (_busy || _waiting.Count > 0) Monitor.Wait(_gate);
        }
    }

    /// <summary>Makes the group true, and tells those who wait for it. Must not throw.</summary>
    protected abstract void Complete(TBatch batch);

    private void Run()
    {
        while (Take(wait: true) is { } batch) CompleteTaken(batch);
    }

    private TBatch? Take(bool wait)
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

    private void CompleteTaken(TBatch batch)
    {
        Complete(batch);
        recycle(batch);
        lock (_gate)
        {
            _busy = false;
            if (_waiting.Count > 0 || _stopping) Monitor.PulseAll(_gate);
        }
    }
}
