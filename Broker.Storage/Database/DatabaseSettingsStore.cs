using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Documents of settings as rows of broker_setting, on a connection of its own; every node may write, master or slave.</summary>
/// <remarks>
/// Not fenced by the lease: two writers are kept apart by the unique index over document and version, also when they are on two servers of
/// a cluster, where the later one fails to be certified and is judged anew. The newest 20 versions of each document are kept.
/// </remarks>
public sealed class DatabaseSettingsStore : ISettingsStore, IDisposable
{
    /// <summary>So many versions of a document stay in the table.</summary>
    private const int VersionsKept = 20;
    private const int MostAttempts = 5;

    /// <summary>Longest name in the column changed_by.</summary>
    private const int LongestName = 190;

    // The index's last entry of the document; a content that is known already is not sent.
    private const string Select = """
        SELECT version, IF(version = @known, NULL, content), changed_by, changed_at
        FROM broker_setting WHERE document = @document ORDER BY version DESC LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO broker_setting (document, version, content, changed_by, changed_at)
        SELECT @document, @version, @content, @by, UTC_TIMESTAMP(6) FROM DUAL
        WHERE COALESCE((SELECT MAX(version) FROM broker_setting WHERE document = @document), 0) = @basedOn
        """;

    private const string DeleteOld = "DELETE FROM broker_setting WHERE document = @document AND version <= @old";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly DatabaseChannel _channel;
    private readonly DatabaseConnections _connections;
    private readonly string _brokerName;
    private volatile bool _isOurs;

    /// <param name="connections">May be shared with the lock and the store; the connection used is this one's own.</param>
    /// <param name="brokerName">The group's name; a database that holds another broker's store is neither read nor written.</param>
    /// <param name="time">Bounds the waiting.</param>
    public DatabaseSettingsStore(DatabaseConnections connections, string brokerName, TimeProvider? time = null)
    {
        _connections = connections;
        _brokerName = brokerName;
        _channel = new DatabaseChannel(connections, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <remarks>The table comes with the store's migrations: before there was a master, there is no document.</remarks>
    public async ValueTask<SettingsVersion?> ReadAsync(string document, int known, CancellationToken cancellationToken) =>
        await _channel.RunAsync(connection => Read(connection, document, known), Limit, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>The table comes with the store's migrations: before there was a master, there is no place.</remarks>
    public async ValueTask<SettingsWrite> TryWriteAsync(string document, int basedOn, string content, string by, CancellationToken cancellationToken)
    {
        var name = by.Length > LongestName ? by[..LongestName] : by;
        return await _channel.RunAsync(connection => Write(connection, document, basedOn, content, name), Limit, cancellationToken).ConfigureAwait(false);
    }

    public string Locate(string document) => $"the document '{document}' in the table broker_setting of the database '{_connections.Database}' on {_connections.Servers}";

    public void Dispose() => _channel.Dispose();

    private SettingsVersion? Read(MySqlConnection connection, string document, int known)
    {
        RefuseOther(connection);
        try
        {
            return Query(connection, document, known);
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is DatabaseProblem.NoSuchTable)
        {
            return null;
        }
    }

    private SettingsWrite Write(MySqlConnection connection, string document, int basedOn, string content, string by)
    {
        RefuseOther(connection);
        try
        {
            var isInserted = TryInsert(connection, document, basedOn, content, by);
            var newest = Query(connection, document, known: 0);
            // The same again after an answer that was lost finds its own row.
            return new(isInserted || IsOwn(newest, basedOn + 1, content, by), newest);
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is DatabaseProblem.NoSuchTable)
        {
            throw new StoreException($"The database '{_connections.Database}' on {_connections.Servers} has no place for settings yet: the first master makes the tables.", e);
        }
    }

    private static bool IsOwn(SettingsVersion? newest, int version, string content, string by) =>
        newest is not null
        && newest.Version == version
        && string.Equals(newest.Content, content, StringComparison.Ordinal)
        && string.Equals(newest.By, by, StringComparison.Ordinal);

    private static bool TryInsert(MySqlConnection connection, string document, int basedOn, string content, string by)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var inserted = Execute(
                    connection, Insert, ("@document", document), ("@version", basedOn + 1), ("@content", content), ("@by", by), ("@basedOn", basedOn));
                if (inserted > 0) Execute(connection, DeleteOld, ("@document", document), ("@old", basedOn + 1 - VersionsKept));
                return inserted > 0;
            }
            catch (MySqlException e) when (DatabaseErrors.Classify(e) is DatabaseFailure.Duplicate)
            {
                return false;
            }
            catch (MySqlException e) when (attempt < MostAttempts && DatabaseErrors.Classify(e) is DatabaseFailure.RetryTransaction)
            {
                // Another writer won; whether it was for this version the next attempt finds out.
            }
        }
    }

    private void RefuseOther(MySqlConnection connection)
    {
        if (_isOurs || LeaseStatements.TryRead(connection) is not { } row) return;
        _connections.RefuseOther(row, _brokerName);
        // Before the first master the database is nobody's yet.
        _isOurs = row.BrokerName.Length > 0;
    }

    private static SettingsVersion? Query(MySqlConnection connection, string document, int known)
    {
        using var command = connection.Command(Select, ("@document", document), ("@known", known));
        using var reader = command.ExecuteReader();
        if (!reader.Read() || reader.GetText(1) is not { } content) return null;
        return new(reader.GetInt32(0), content, reader.GetString(2), new(DateTime.SpecifyKind(reader.GetDateTime(3), DateTimeKind.Utc)));
    }

    private static int Execute(MySqlConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(statement, parameters);
        return command.ExecuteNonQuery();
    }
}
