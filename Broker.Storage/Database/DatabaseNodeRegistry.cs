using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>The group's nodes and their history in the database, on a connection of their own.</summary>
public sealed class DatabaseNodeRegistry : INodeRegistry, IDisposable
{
    private const string DeleteAbsent = "DELETE FROM broker_node WHERE seen < UTC_TIMESTAMP(6) - INTERVAL 1 DAY AND name <> @name";

    private const string Upsert = """
        INSERT INTO broker_node (name, incarnation, client_uris, console_uri, role, epoch, beats, seen)
        VALUES (@name, @incarnation, @clientUris, @consoleUri, @role, @epoch, 1, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE incarnation = @incarnation, client_uris = @clientUris, console_uri = @consoleUri,
            role = @role, epoch = @epoch, beats = beats + 1, seen = UTC_TIMESTAMP(6)
        """;

    private const string Select = "SELECT name, incarnation, role, epoch, client_uris, console_uri, beats FROM broker_node ORDER BY name";
    private const string Delete = "DELETE FROM broker_node WHERE name = @name AND incarnation = @incarnation";
    private const string Record = "INSERT INTO broker_role_change (at, node, role, reason, epoch) VALUES (@at, @node, @role, @reason, @epoch)";
    private const string History = "SELECT at, node, role, reason, epoch FROM broker_role_change ORDER BY id DESC LIMIT @limit";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly DatabaseChannel _channel;
    private readonly DatabaseConnections _connections;

    /// <param name="connections">May be shared with the lock and the store; the connection used is the registry's own.</param>
    /// <param name="timeProvider">Bounds the waiting.</param>
    public DatabaseNodeRegistry(DatabaseConnections connections, TimeProvider? timeProvider = null)
    {
        _connections = connections;
        _channel = new DatabaseChannel(connections, timeProvider ?? TimeProvider.System);
    }

    public ValueTask<IReadOnlyList<NodeEntry>> BeatAsync(NodeBeat beat, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<NodeEntry>>(connection => Beat(connection, beat), cancellationToken);

    public ValueTask<IReadOnlyList<NodeEntry>> ReadAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<NodeEntry>>(ReadNodes, cancellationToken);

    public async ValueTask LeaveAsync(string name, Guid incarnation, CancellationToken cancellationToken) =>
        await RunAsync(
            connection => Execute(connection, Delete, ("@name", name), ("@incarnation", LeaseStatements.Text(incarnation))),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>The table of the history comes with the store's migrations: before there was a master, there is no place.</remarks>
    public async ValueTask RecordAsync(RoleChangeEntry change, CancellationToken cancellationToken) =>
        await RunAsync(
            connection => Execute(
                connection,
                Record,
                ("@at", change.At.UtcDateTime),
                ("@node", change.Node),
                ("@role", change.Role),
                ("@reason", change.Reason),
                ("@epoch", change.Epoch)),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>Empty before the first master has made the table.</remarks>
    public ValueTask<IReadOnlyList<RoleChangeEntry>> ReadHistoryAsync(int limit, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<RoleChangeEntry>>(connection => ReadHistory(connection, limit), cancellationToken);

    public void Dispose() => _channel.Dispose();

    private async ValueTask<T> RunAsync<T>(Func<MySqlConnection, T> work, CancellationToken cancellationToken) =>
        await _channel.RunAsync(connection => WithTables(connection, work), Limit, cancellationToken).ConfigureAwait(false);

    // A node may tell of itself before anybody asked for the lease, which makes these tables too.
    private T WithTables<T>(MySqlConnection connection, Func<MySqlConnection, T> work)
    {
        try
        {
            return work(connection);
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is DatabaseProblem.NoSuchTable)
        {
            LeaseStatements.EnsureTables(connection);
            try
            {
                return work(connection);
            }
            catch (MySqlException again) when (DatabaseErrors.NumberOf(again) is DatabaseProblem.NoSuchTable)
            {
                throw new StoreException($"The database '{_connections.Database}' on {_connections.Servers} has no place for it yet: the first master makes the tables.", again);
            }
        }
    }

    private static List<NodeEntry> Beat(MySqlConnection connection, NodeBeat beat)
    {
        Execute(
            connection,
            Upsert,
            ("@name", beat.Name),
            ("@incarnation", LeaseStatements.Text(beat.Incarnation)),
            ("@clientUris", string.Join(',', beat.ClientUris)),
            ("@consoleUri", beat.ConsoleUri),
            ("@role", beat.Role),
            ("@epoch", beat.Epoch));
        Execute(connection, DeleteAbsent, ("@name", beat.Name));
        return ReadNodes(connection);
    }

    private static List<NodeEntry> ReadNodes(MySqlConnection connection)
    {
        using var command = connection.Command(Select);
        using var reader = command.ExecuteReader();
        var nodes = new List<NodeEntry>();
        while (reader.Read()) nodes.Add(Node(reader));
        return nodes;
    }

    private static NodeEntry Node(MySqlDataReader reader)
    {
        var uris = reader.GetString(4).Split(',', StringSplitOptions.RemoveEmptyEntries);
        var beat = new NodeBeat(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.GetNumber(3), uris, reader.GetString(5));
        return new NodeEntry(beat, reader.GetInt64(6));
    }

    private static List<RoleChangeEntry> ReadHistory(MySqlConnection connection, int limit)
    {
        using var command = connection.Command(History, ("@limit", limit));
        var changes = new List<RoleChangeEntry>();
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read()) changes.Add(Change(reader));
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is DatabaseProblem.NoSuchTable)
        {
            // No master yet, so no history.
        }

        return changes;
    }

    private static RoleChangeEntry Change(MySqlDataReader reader) => new(
        new DateTimeOffset(DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc)),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetText(3),
        reader.GetNumber(4));

    private static int Execute(MySqlConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(statement, parameters);
        return command.ExecuteNonQuery();
    }
}
