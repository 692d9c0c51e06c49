using System.Globalization;

namespace Broker.Storage.Database;

/// <summary>One connection to the server, set up for messages. Synchronous calls on one thread at a time: the driver's asynchronous ones hang when they time out.</summary>
internal sealed class DatabaseSession : IDisposable
{
    /// <summary>A server silent for so long is taken for gone; then the connection is given up and what became of its work is asked on a new one.</summary>
    public const int TimeoutSeconds = 15;

    private const int LongStatement = 100;
    private const int LockWaitSeconds = 5;
    private const string WriterName = "LEFT(CONCAT('broker_writer.',MD5(DATABASE())),64)";

    private readonly MySqlConnection _connection;
    private readonly MySqlCommand _command;
    private readonly Dictionary<int, MySqlCommand> _inserts = [];

    private DatabaseSession(MySqlConnection connection)
    {
        _connection = connection;
        _command = new MySqlCommand { Connection = connection, CommandTimeout = TimeoutSeconds };
    }

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    /// <param name="connections">Where the servers are.</param>
    /// <param name="facts">What they are.</param>
    /// <exception cref="Broker.Core.Storage.StoreException">No server can be used now.</exception>
    public static DatabaseSession Open(DatabaseConnections connections, DatabaseFacts facts)
    {
        var session = new DatabaseSession(connections.Open(LockWaitSeconds));
        try
        {
            session.Execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");

            // Long lists of sequences are ranges of the primary key; as a subquery they would be a join.
            // A process that is stopped within a transaction holds its locks no longer than that.
            if (facts.IsMariaDb) session.Execute("SET SESSION in_predicate_conversion_threshold = 0, idle_transaction_timeout = 10");
            // Reads wait for what the cluster has committed; writes are certified anyhow.
            if (facts.IsGalera) session.Execute("SET SESSION wsrep_sync_wait = 1");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes this the one session that writes: what an earlier one, lost or of a stopped process, still holds locked is free then.</summary>
    /// <remarks>
    /// A kindness and no safety: the name lives on one server only, and not every cluster allows it. Who calls has seen that the
    /// fence is its own, so that nobody kills a newer master's.
    /// </remarks>
    public void ClaimWriting()
    {
        try
        {
            long earlier = 0;
            Query($"SELECT COALESCE(IS_USED_LOCK({WriterName}),0)", row => earlier = row.GetInt64(0));
            if (earlier != 0 && earlier != _connection.ServerThread) Execute(string.Create(CultureInfo.InvariantCulture, $"KILL {earlier}"));
            Execute($"DO GET_LOCK({WriterName},1)");
        }
        catch (MySqlException) when (IsOpen)
        {
            // Gone meanwhile, or not allowed here: locks are waited for then.
        }
    }

    /// <summary>Runs one statement, which may be long.</summary>
    /// <remarks>
    /// The driver takes a text apart word by word, to find parameters; a comment it passes on whole, and every server carries out what
    /// stands in one of this form.
    /// </remarks>
    /// <returns>Rows changed.</returns>
    public int Execute(string statement) => ExecuteAll(statement.Length > LongStatement ? $"/*!{statement}*/" : statement);

    /// <summary>Runs several statements, separated by semicolons.</summary>
    /// <returns>Rows changed by all of them together.</returns>
    public int ExecuteAll(string statements)
    {
        _command.CommandText = statements;
        return _command.ExecuteNonQuery();
    }

    public void Execute(CatalogueChange change)
    {
        using var command = CommandOf(change);
        command.ExecuteNonQuery();
    }

    /// <summary>As <see cref="Execute(CatalogueChange)"/>, for a statement with many bytes: they go as they are, and not as text that may be twice as long.</summary>
    public void ExecutePrepared(CatalogueChange change)
    {
        var command = CommandOf(change);
        try
        {
            command.Prepare();
            command.ExecuteNonQuery();
        }
        finally
        {
            GiveUp(command);
        }
    }

    public void Query(string statement, Action<MySqlDataReader> take)
    {
        _command.CommandText = statement;
        using var reader = _command.ExecuteReader();
        while (reader.Read()) take(reader);
    }

    /// <summary>A statement that inserts so many rows into broker_message, prepared on the server when it is used first.</summary>
    /// <remarks>Parameters, four for each row: lane, sequence, size, payload.</remarks>
    public MySqlCommand InsertOf(int rows)
    {
        if (_inserts.TryGetValue(rows, out var known)) return known;
        var command = new MySqlCommand { Connection = _connection, CommandTimeout = TimeoutSeconds };
        var values = new List<string>(rows);
        for (var i = 0; i < rows; i++)
        {
            values.Add($"(@l{i},@s{i},@z{i},@p{i})");
            command.Parameters.Add($"@l{i}", MySqlDbType.Int64);
            command.Parameters.Add($"@s{i}", MySqlDbType.Int64);
            command.Parameters.Add($"@z{i}", MySqlDbType.Int32);
            command.Parameters.Add($"@p{i}", MySqlDbType.LongBlob);
        }

        command.CommandText = "INSERT INTO broker_message(lane,sequence,size,payload)VALUES" + string.Join(',', values);
        command.Prepare();
        return _inserts[rows] = command;
    }

    public void Dispose()
    {
        foreach (var insert in _inserts.Values) GiveUp(insert);
        GiveUp(_command);
        GiveUp(_connection);
    }

    private MySqlCommand CommandOf(CatalogueChange change)
    {
        var command = new MySqlCommand(change.Statement, _connection) { CommandTimeout = TimeoutSeconds };
        foreach (var (name, value) in change.Parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    // On a broken connection the driver fails to close a prepared statement, and would fail again in the finalizer, where
    // that ends the process.
    private static void GiveUp(System.ComponentModel.Component component)
    {
#pragma warning disable CA1816 // It is the driver's object that must never see its finalizer.
        GC.SuppressFinalize(component);
#pragma warning restore CA1816
        try
        {
            component.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is given up for a reason that is known already.
        }
    }
}
