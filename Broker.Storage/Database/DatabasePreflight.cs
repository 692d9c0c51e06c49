using System.Globalization;
using Broker.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace Broker.Storage.Database;

/// <summary>Looks at the server before anything is asked of it, so that a wrong one is a sentence and not a surprise later.</summary>
internal static class DatabasePreflight
{
    private const int TimeoutSeconds = 15;
    private const long PacketMarginBytes = 1024 * 1024;

    // CHECK constraints are parsed before these versions, and not enforced.
    private static readonly Version MinMariaDb = new(10, 5);
    private static readonly Version MinMySql = new(8, 0, 16);

    /// <summary>Connects and checks everything.</summary>
    /// <param name="connectionString">In the driver's words, with one server.</param>
    /// <param name="maxFrameSizeBytes">The largest message that a client may send; a statement must hold it.</param>
    /// <exception cref="StoreException">One sentence: what is wrong and what to do. Never with the password.</exception>
    public static Task<DatabaseFacts> CheckAsync(string connectionString, long maxFrameSizeBytes, CancellationToken cancellationToken = default) =>
        // The driver's asynchronous calls never return when they meet a timeout.
        Task.Run(() => Check(connectionString, maxFrameSizeBytes), cancellationToken);

    /// <summary>Judges what a server says of itself.</summary>
    /// <param name="variables">Its global variables, by name.</param>
    /// <param name="innoDb">What it says of the engine InnoDB: YES, DEFAULT, NO, DISABLED; null when it has none.</param>
    /// <param name="server">Host and port, for the sentences.</param>
    public static DatabaseFacts Judge(IReadOnlyDictionary<string, string> variables, string? innoDb, long maxFrameSizeBytes, string server)
    {
        var text = variables["version"];
        var version = ServerVersion.Parse(text);
        var isMariaDb = version.TypeIdentifier.Equals("mariadb", StringComparison.Ordinal);
        if (version.Version < (isMariaDb ? MinMariaDb : MinMySql))
        {
            throw new StoreMismatchException($"The database server {server} is version {text}, which does not enforce CHECK constraints: use MariaDB {MinMariaDb} or newer, or MySQL {MinMySql} or newer.");
        }

        if (innoDb is not ("YES" or "DEFAULT"))
        {
            throw new StoreMismatchException($"The database server {server} has no InnoDB, the only engine that keeps messages safely: enable it.");
        }

        if (variables.GetValueOrDefault("read_only", "OFF") is not ("OFF" or "0"))
        {
            throw new StoreException($"The database server {server} is read-only (read_only=ON), as a replica is: name the server that takes writes, or set read_only=OFF on it.");
        }

        var packet = long.Parse(variables["max_allowed_packet"], CultureInfo.InvariantCulture);
        var wanted = maxFrameSizeBytes + PacketMarginBytes;
        if (packet < wanted)
        {
            throw new StoreMismatchException(string.Create(CultureInfo.InvariantCulture, $"The database server {server} has max_allowed_packet={packet}, too small for a message of {maxFrameSizeBytes} bytes: set max_allowed_packet={wanted} there, or lower the largest frame that connectors accept."));
        }

        return new DatabaseFacts(text, isMariaDb, variables.GetValueOrDefault("wsrep_on", "OFF") is "ON" or "1", packet);
    }

    /// <inheritdoc cref="CheckAsync"/>
    internal static DatabaseFacts Check(string connectionString, long maxFrameSizeBytes)
    {
        var settings = Parse(connectionString);
        var server = string.Create(CultureInfo.InvariantCulture, $"{settings.Server}:{settings.Port}");
        try
        {
            using var connection = new MySqlConnection(settings.ConnectionString);
            connection.Open();
            var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            Read(
                connection,
                "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'read_only', 'max_allowed_packet', 'wsrep_on')",
                row => variables[row.GetString(0)] = row.GetString(1));
            string? innoDb = null;
            Read(connection, "SELECT SUPPORT FROM information_schema.ENGINES WHERE ENGINE = 'InnoDB'", row => innoDb = row.GetString(0));
            return Judge(variables, innoDb, maxFrameSizeBytes, server);
        }
        catch (MySqlException e)
        {
            throw new StoreException(Explain(e, settings, server), e);
        }
    }

    private static void Read(MySqlConnection connection, string statement, Action<MySqlDataReader> take)
    {
        using var command = new MySqlCommand(statement, connection) { CommandTimeout = TimeoutSeconds };
        using var reader = command.ExecuteReader();
        while (reader.Read()) take(reader);
    }

    /// <exception cref="StoreException">It cannot be read, or names no database.</exception>
    internal static MySqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = Read(connectionString)
            ?? throw new StoreMismatchException("The database's connection string cannot be read: it must look like 'Server=host;Database=name;User ID=user;Password=...'.");
        return settings.Database.Length > 0
            ? settings
            : throw new StoreMismatchException("The database's connection string names no database: add 'Database=name'.");
    }

    // The driver's own words may repeat what stands in the string, the password too, so its exception goes no further.
    private static MySqlConnectionStringBuilder? Read(string connectionString)
    {
        try
        {
            return new MySqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is MySqlException or ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>One sentence on an error: which server, what is wrong, what helps.</summary>
    internal static string Explain(MySqlException error, MySqlConnectionStringBuilder settings, string server) => DatabaseErrors.NumberOf(error) switch
    {
        DatabaseErrors.AccessDenied or DatabaseErrors.AccessDeniedWithoutPassword =>
            $"The database server {server} refuses the user '{settings.UserID}': correct the user's name or password in the connection string, or create the user.",
        DatabaseErrors.DatabaseRefused =>
            $"The user '{settings.UserID}' may not use the database '{settings.Database}' on {server}: GRANT ALL ON `{settings.Database}`.* to it.",
        DatabaseErrors.UnknownDatabase =>
            $"The database server {server} has no database '{settings.Database}': create it, or correct the name in the connection string.",
        DatabaseErrors.TooManyConnections =>
            $"The database server {server} has no connection left: raise its max_connections, or end what holds them.",
        DatabaseErrors.CannotConnect =>
            $"The database server {server} cannot be reached: start it, or correct the server and port in the connection string.",
        _ => $"The database server {server} cannot be used ({error.Message.TrimEnd('.')}): look at its log.",
    };
}
