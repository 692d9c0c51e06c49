using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>A connection that is kept between calls; each call blocks a thread of its own, and its caller for a bounded time only.</summary>
/// <remarks>
/// The driver's synchronous calls keep their time limits, its asynchronous ones do not, and neither can be cancelled. A call that
/// is given up goes on by itself and takes its connection with it; the next one opens another. Any thread may call any member.
/// </remarks>
internal sealed class DatabaseChannel(DatabaseConnections connections, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private MySqlConnection? _idle;
    private bool _disposed;

    /// <summary>Runs statements that may be repeated: when the kept connection turns out to be broken, on a new one.</summary>
    /// <exception cref="StoreException">The database cannot be used, or was silent for as long as <paramref name="limit"/>.</exception>
    public async Task<T> RunAsync<T>(Func<MySqlConnection, T> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        var call = Blocking.Run(() => Run(work));
        try
        {
            return await call.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            connections.TryNextServer();
            throw connections.Problem(e);
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        Take()?.Dispose();
    }

    private T Run<T>(Func<MySqlConnection, T> work)
    {
        var kept = Take();
        // A kept connection may have broken while nobody looked; and of several servers, one may be well.
        for (var left = connections.ServerCount - (kept is null ? 1 : 0); ; left--)
        {
            try
            {
                return Run(kept ?? connections.Open(), work);
            }
            catch (Exception e) when (e is not StoreException && DatabaseProblem.IsOfMedium(e))
            {
                if (kept is null || DatabaseErrors.Classify(e) is not DatabaseFailure.ConnectionLost) connections.TryNextServer();
                if (left == 0) throw connections.Problem(e);
                kept = null;
            }
        }
    }

    private T Run<T>(MySqlConnection connection, Func<MySqlConnection, T> work)
    {
        try
        {
            var result = work(connection);
            Keep(connection);
            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private MySqlConnection? Take()
    {
        lock (_lock)
        {
            var taken = _idle;
            _idle = null;
            return taken;
        }
    }

    private void Keep(MySqlConnection connection)
    {
        lock (_lock)
        {
            if (!_disposed && _idle is null)
            {
                _idle = connection;
                return;
            }
        }

        connection.Dispose();
    }
}
