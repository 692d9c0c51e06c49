namespace Broker.Storage.Database;

/// <summary>The node's <see cref="LeaseSession"/> as it comes and goes: opened when it is needed, given up when its connection fails.</summary>
/// <remarks>Without a session everything works, only more slowly: an error here is for the next statement to meet. Any thread may call any member.</remarks>
internal sealed class SessionLock(DatabaseConnections connections) : IDisposable
{
    /// <summary>How long one call waits for the lock of the server.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private LeaseSession? _session;

    /// <summary>See <see cref="LeaseSession.Mark"/>.</summary>
    public string? Mark => Volatile.Read(ref _session)?.Mark;

    /// <summary>See <see cref="LeaseSession.FindHere"/>; null without a session.</summary>
    public int? FindHere(string? mark) => Volatile.Read(ref _session)?.FindHere(mark);

    /// <summary>Waits for the lock of the server where the mark says that it is held.</summary>
    /// <returns>True when it came free, and is held here now.</returns>
    public async ValueTask<bool> WaitAsync(string mark, TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = patience < LongestWait ? patience : LongestWait;
        var call = Blocking.Run(() =>
        {
            Open();
            return Use(session =>
            {
                if (session.FindHere(mark) is null || !session.TryLock(wait)) return false;
                // Nobody waits for the answer any more: the lock is not for us.
                if (cancellationToken.IsCancellationRequested) session.Unlock();
                return session.HasLock;
            });
        });
        return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lock is the master's: who is none gives it back.</summary>
    public async ValueTask UnlockAsync()
    {
        if (Volatile.Read(ref _session) is not { HasLock: true }) return;
        await Blocking.Run(() => Use(static session => session.Unlock())).ConfigureAwait(false);
    }

    /// <summary>Sees to it that there is a session and that it holds the lock; true when something was won.</summary>
    public bool Restore()
    {
        if (Volatile.Read(ref _session) is { HasLock: true }) return false;
        Open();
        return Use(static session => session.TryLock(TimeSpan.Zero));
    }

    /// <summary>Asks the session for signs of life; ends when there are none, or when it lacks what it should have.</summary>
    public bool Watch(CancellationToken cancellationToken)
    {
        var session = Volatile.Read(ref _session);
        if (session is null || (session.IsSupported && !session.HasLock))
        {
            cancellationToken.WaitHandle.WaitOne(LongestWait);
            return true;
        }

        while (!cancellationToken.WaitHandle.WaitOne(Poll))
        {
            if (session.Ping()) continue;
            Drop(session);
            return true;
        }

        return false;
    }

    /// <summary>Closes the session, and with it the lock; the next that is needed is another.</summary>
    public void Dispose() => Interlocked.Exchange(ref _session, null)?.Dispose();

    private bool Use(Func<LeaseSession, bool> use)
    {
        if (Volatile.Read(ref _session) is not { } session) return false;
        try
        {
            return use(session);
        }
        catch (Exception e) when (DatabaseProblem.IsOfMedium(e))
        {
            Drop(session);
            return false;
        }
    }

    private void Open()
    {
        if (Volatile.Read(ref _session) is not null) return;
        LeaseSession opened;
        try
        {
            opened = LeaseSession.Open(connections);
        }
        catch (Exception e) when (DatabaseProblem.IsOfMedium(e))
        {
            return;
        }

        if (Interlocked.CompareExchange(ref _session, opened, null) is not null) opened.Dispose();
    }

    private void Drop(LeaseSession session)
    {
        Interlocked.CompareExchange(ref _session, null, session);
        session.Dispose();
    }
}
