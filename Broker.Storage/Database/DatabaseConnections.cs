using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Opens this node's connections to the database, set up as our statements expect, and finds a server that lives.</summary>
/// <remarks>
/// All connections go to one server, the first of the list that was well: writers on several nodes of a cluster would be in each
/// other's way at commit. The driver itself would take the servers in random order. Any thread may call any member.
/// </remarks>
public sealed class DatabaseConnections
{
    /// <summary>How long a server may take to answer a new connection, unless the connection string says otherwise.</summary>
    private const uint ConnectSeconds = 2;

    // Decisions are read from what the whole cluster has committed, not from what this server has heard of.
    private static readonly Dictionary<string, string> CausalSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["wsrep_sync_wait"] = "15",
        ["group_replication_consistency"] = "'BEFORE'",
    };

    private readonly MySqlConnectionStringBuilder _settings;
    private readonly DatabaseServer[] _servers;
    private readonly ConcurrentDictionary<int, byte> _ids = new();
    private volatile int _preferred;

    /// <param name="connectionString">In the driver's words.</param>
    /// <exception cref="StoreException">It cannot be read, or names no database.</exception>
    public DatabaseConnections(string connectionString)
    {
        _settings = new MySqlConnectionStringBuilder(ConnectionSettings.Prepare(DatabasePreflight.Parse(connectionString).ConnectionString));
        _servers = DatabaseServer.Parse(_settings.Server, _settings.Port);
        if (!NamesTimeout(connectionString)) _settings.ConnectionTimeout = ConnectSeconds;
        _settings.Pooling = false;
    }

    /// <summary>The database's name.</summary>
    public string Database => _settings.Database;

    /// <summary>The servers, for sentences.</summary>
    public string Servers => string.Join(", ", _servers);

    /// <summary>A connection string to the server that was well last, for those that open their connections themselves.</summary>
    internal string PreferredServer => For(_servers[_preferred]).ConnectionString;

    internal int ServerCount => _servers.Length;

    /// <summary>The numbers that the servers gave to the connections open now.</summary>
    internal IEnumerable<int> Ids => _ids.Keys;

    /// <summary>Opens a connection to the server that was well last, or to the next that is. Blocks; not pooled.</summary>
    /// <param name="lockWaitSeconds">How long a statement waits for rows that another transaction holds.</param>
    /// <exception cref="StoreException">No server takes it; the message says why.</exception>
    internal MySqlConnection Open(int lockWaitSeconds = 1)
    {
        var start = _preferred;
        for (var i = 0; ; i++)
        {
            var at = (start + i) % _servers.Length;
            try
            {
                var connection = Open(_servers[at], lockWaitSeconds);
                _preferred = at;
                return connection;
            }
            catch (Exception e) when (DatabaseProblem.IsOfMedium(e))
            {
                if (i == _servers.Length - 1) throw Problem(e);
            }
        }
    }

    /// <summary>The server that connections go to failed: the next one is asked first from now on.</summary>
    internal void TryNextServer() => _preferred = (_preferred + 1) % _servers.Length;

    /// <summary>An error as one sentence.</summary>
    internal StoreException Problem(Exception error) => error as StoreException ?? DatabaseProblem.Translate(error, _settings, Servers);

    /// <exception cref="StoreMismatchException">The store in this database is another broker's.</exception>
    internal void RefuseOther(LeaseRow row, string brokerName)
    {
        if (row.BrokerName.Length == 0 || string.Equals(row.BrokerName, brokerName, StringComparison.Ordinal)) return;
        throw new StoreMismatchException($"The database '{Database}' on {Servers} holds the store of broker '{row.BrokerName}', not '{brokerName}': "
            + "give this broker a database of its own, or the other's BrokerName.");
    }

    private MySqlConnection Open(DatabaseServer server, int lockWaitSeconds)
    {
        var connection = new MySqlConnection(For(server).ConnectionString);
        try
        {
            connection.Open();
            Count(connection);
            SetUp(connection, lockWaitSeconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private MySqlConnectionStringBuilder For(DatabaseServer server) => new(_settings.ConnectionString) { Server = server.Host, Port = server.Port };

    private void Count(MySqlConnection connection)
    {
        var id = connection.ServerThread;
        _ids[id] = 0;
        connection.StateChange += (sender, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed) _ids.TryRemove(id, out _);
        };
    }

    private static void SetUp(MySqlConnection connection, int lockWaitSeconds)
    {
        var statement = FormattableString.Invariant($"""
            SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',
            innodb_lock_wait_timeout = {lockWaitSeconds}, lock_wait_timeout = 5
            """);
        foreach (var name in ReadCausalVariables(connection)) statement += $", {name} = {CausalSettings[name]}";
        using var command = connection.Command(statement);
        command.ExecuteNonQuery();
    }

    private static List<string> ReadCausalVariables(MySqlConnection connection)
    {
        using var command = connection.Command("SHOW VARIABLES WHERE Variable_name IN ('wsrep_sync_wait', 'group_replication_consistency')");
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    private static bool NamesTimeout(string connectionString)
    {
        var words = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return words.ContainsKey("connectiontimeout") || words.ContainsKey("connection timeout") || words.ContainsKey("connect timeout");
    }
}
