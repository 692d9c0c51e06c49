namespace Broker.Storage.Database;

/// <summary>A connection that lasts as long as its node is master and holds a lock of the server: when the process dies, the lock is free at once.</summary>
/// <remarks>
/// A hint and never more: the lock lives on one server of a cluster, and dies with the connection although its process may be well.
/// Between two statements the connection is idle, for only then does the server notice at once that the other end is gone.
/// One thread at a time uses it; <see cref="Dispose"/> waits for that one.
/// </remarks>
internal sealed class LeaseSession : IDisposable
{
    /// <summary>Longest name of a lock, by MySQL.</summary>
    private const int NameLength = 64;

    private readonly Lock _lock = new();
    private readonly MySqlConnection _connection;
    private volatile bool _hasLock;
    private volatile bool _isSupported = true;

    private LeaseSession(MySqlConnection connection)
    {
        _connection = connection;
        Id = connection.ServerThread;
        Server = ReadServer(connection);
    }

    public static LeaseSession Open(DatabaseConnections connections)
    {
        var connection = connections.Open();
        try
        {
            return new LeaseSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The server's number for this connection.</summary>
    public int Id { get; }

    /// <summary>Tells one run of one server from every other.</summary>
    public string Server { get; }

    /// <summary>False on servers that offer no such lock, as a cluster may.</summary>
    public bool IsSupported => _isSupported;

    public bool HasLock => _hasLock;

    /// <summary>Where the lock is held, "server/connection", for others to see; null when it is not.</summary>
    public string? Mark => HasLock ? FormattableString.Invariant($"{Server}/{Id}") : null;

    /// <summary>The number of the connection in a mark of this server's present run; null when the mark is of another.</summary>
    public int? FindHere(string? mark) =>
        mark is not null && mark.LastIndexOf('/') is var slash and > 0 && mark.AsSpan(0, slash).SequenceEqual(Server)
            && int.TryParse(mark.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    /// <summary>Takes the lock, or waits a while for it; true when it is held.</summary>
    /// <remarks>Some servers round the waiting to whole seconds.</remarks>
    public bool TryLock(TimeSpan patience)
    {
        lock (_lock)
        {
            if (HasLock || !IsSupported) return HasLock;
            using var command = _connection.Command(
                FormattableString.Invariant($"SELECT GET_LOCK(LEFT(CONCAT('broker:', DATABASE()), {NameLength}), @seconds)"),
                ("@seconds", (decimal)patience.TotalSeconds));
            command.CommandTimeout += (int)patience.TotalSeconds;
            try
            {
                _hasLock = command.ExecuteScalar() is { } answer and not DBNull && Convert.ToInt64(answer, System.Globalization.CultureInfo.InvariantCulture) is 1;
            }
            catch (MySqlException e) when (DatabaseErrors.Classify(e) is DatabaseFailure.Other && DatabaseErrors.NumberOf(e) is not 0)
            {
                _isSupported = false;
            }

            return HasLock;
        }
    }

    /// <summary>Gives the lock back; false when it was not held.</summary>
    public bool Unlock()
    {
        lock (_lock)
        {
            if (!HasLock) return false;
            _hasLock = false;
            using var command = _connection.Command(FormattableString.Invariant($"DO RELEASE_LOCK(LEFT(CONCAT('broker:', DATABASE()), {NameLength}))"));
            command.ExecuteNonQuery();
            return true;
        }
    }

    /// <summary>Asks the server for a sign of life.</summary>
    public bool Ping()
    {
        lock (_lock)
        {
            try
            {
                using var command = _connection.Command("DO 0");
                command.ExecuteNonQuery();
                return true;
            }
            catch (Exception e) when (DatabaseProblem.IsOfMedium(e))
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        _hasLock = false;
        lock (_lock) _connection.Dispose();
    }

    // The moment of its start, from the second of this question and the seconds since: the same number as long as it runs.
    private static string ReadServer(MySqlConnection connection)
    {
        var status = connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? "information_schema" : "performance_schema";
        using var command = connection.Command($"""
            SELECT CONCAT(LEFT(@@hostname, 120), ':', @@port, '@', CAST(UNIX_TIMESTAMP() - VARIABLE_VALUE AS SIGNED))
            FROM {status}.global_status WHERE VARIABLE_NAME = 'Uptime'
            """);
        return (string)command.ExecuteScalar();
    }
}
