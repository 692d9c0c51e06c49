using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Reads pages by key, on threads and connections of its own.</summary>
/// <remarks>
/// A read that meets a database which is away waits for it, until the tenure is over. It sees no more than what was told when it
/// began, and passes what is removed though its row may still be there.
/// </remarks>
internal sealed class PageReader(DatabaseConnections connections, TenureWatch watch)
{
    private const int Threads = 2;
    private const int PageMessages = 256;

    private readonly object _gate = new();
    private readonly Queue<ReadRequest> _requests = new();
    private readonly List<ReadRequest> _running = [];
    private DatabaseFacts? _facts;
    private int _threads;
    private int _idle;
    private bool _closed;

    public void Start(DatabaseFacts facts)
    {
        _facts = facts;
        watch.Start(Close);
    }

    public ValueTask ReadAsync(DatabaseMessageStore store, MessageRange range, List<Message> into, CancellationToken cancellationToken) =>
        RunAsync((session, found) => ReadRange(session, store, range, found, cancellationToken), into, cancellationToken);

    public ValueTask ReadExpiredAsync(DatabaseMessageStore store, long now, int limit, List<Message> into, CancellationToken cancellationToken) =>
        RunAsync((session, found) => ReadExpired(session, store, now, limit, found), into, cancellationToken);

    /// <summary>Refuses what comes and what waits, and ends the threads.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_requests.TryDequeue(out var request)) request.Fail(watch.Reason());
            foreach (var request in _running) request.Fail(watch.Reason());
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Reads as soon as a thread is free.</summary>
    /// <param name="read">May be called again when the connection broke, with an empty list then.</param>
    /// <param name="into">Gets what was found, all at once.</param>
    /// <param name="cancellationToken">Looked at before it waits for its turn.</param>
    public ValueTask RunAsync<T>(Action<DatabaseSession, List<T>> read, List<T> into, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var request = new ReadRequest<T>(read, into);
        lock (_gate)
        {
            if (_closed) return ValueTask.FromException(watch.Reason());
            _requests.Enqueue(request);
            if (_idle > 0) Monitor.Pulse(_gate);
            else if (_threads < Threads) StartThread();
        }

        return new ValueTask(request.Task);
    }

    private void StartThread()
    {
        _threads++;
        new Thread(Run) { IsBackground = true, Name = "database read" }.Start();
    }

    private void Run()
    {
        DatabaseSession? session = null;
        while (Next() is { } request)
        {
            Answer(request, ref session);
            lock (_gate)
            {
                _running.Remove(request);
            }
        }

        session?.Dispose();
    }

    private ReadRequest? Next()
    {
        lock (_gate)
        {
            _idle++;
            while (_requests.Count == 0 && !_closed) Monitor.Wait(_gate);
            _idle--;
            if (_closed) return null;
            var request = _requests.Dequeue();
            _running.Add(request);
            return request;
        }
    }

    private void Answer(ReadRequest request, ref DatabaseSession? session)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                session ??= DatabaseSession.Open(connections, _facts!);
                request.Run(session);
                return;
            }
            catch (Exception e) when (e is OperationCanceledException || (e is StoreException && session is not null))
            {
                request.Fail(e);
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (DatabaseProblem.IsOutsideQuorum(e)) connections.TryNextServer();
                session?.Dispose();
                session = null;
                if (watch.Pause(attempt)) continue;
                request.Fail(watch.Reason());
                return;
            }
        }
    }

    private static void ReadRange(DatabaseSession session, DatabaseMessageStore store, MessageRange range, List<Message> found, CancellationToken cancellationToken)
    {
        var bounds = store.BeginRead(range.Priority);
        try
        {
            var page = new StorePage(session, store, bounds);
            var after = range.After;
            var bytesLeft = range.MaxBytes;
            while (found.Count < range.MaxMessages && bytesLeft > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var guess = 1 + Math.Min(PageMessages, bytesLeft / bounds.MeanSizeBytes);
                var limit = (int)Math.Min(Math.Min(guess, PageMessages), range.MaxMessages - found.Count);
                var rows = page.Read(after, limit, range.MaxMessages, ref bytesLeft, found);
                if (rows < limit) return;
                after = page.Last;
            }
        }
        finally
        {
            store.EndRead();
        }
    }

    private static void ReadExpired(DatabaseSession session, DatabaseMessageStore store, long now, int limit, List<Message> found)
    {
        if (limit <= 0) return;
        var bounds = store.BeginRead(priority: null);
        try
        {
            new StorePage(session, store, bounds).ReadExpired(now, limit, found);
        }
        finally
        {
            store.EndRead();
        }
    }
}
