namespace Broker.Storage.Database;

/// <summary>The steps of the lease as SQL. Each is one statement that commits by itself.</summary>
/// <remarks>
/// Every time is the database's own. What was read decides, and a write holds only if the row is still what was read: a
/// competitor's commit, on this server or another of its cluster, makes it find nothing, or fail at commit.
/// One statement is never half done: a process that is stopped in the middle of a claim keeps no row locked.
/// </remarks>
internal static class LeaseStatements
{
    /// <summary>A change of tables waits for the whole of a cluster.</summary>
    private const int SchemaSeconds = 8;

    private const string ReadRow = """
        SELECT l.broker_name, l.epoch, f.epoch, l.holder, l.incarnation, l.renewals, l.session, l.successor,
               COALESCE(l.expires <= UTC_TIMESTAMP(6), 0), COALESCE(l.successor_until > UTC_TIMESTAMP(6), 0)
        FROM broker_lease l JOIN broker_fence f ON f.id = l.id WHERE l.id = 1
        """;

    // Both columns of the fence at once, for its CHECK wants them equal: from here on a writer of an older epoch is refused by it.
    private const string ClaimRow = """
        UPDATE broker_lease l JOIN broker_fence f ON f.id = l.id
        SET l.broker_name = @broker, l.epoch = @epoch, l.holder = @node, l.incarnation = @me,
            l.expires = UTC_TIMESTAMP(6) + INTERVAL @lease MICROSECOND, l.renewals = 0, l.session = @session,
            l.successor = NULL, l.successor_until = NULL, f.epoch = @epoch, f.writer_epoch = @epoch
        WHERE l.id = 1 AND l.epoch = @seenEpoch AND l.renewals = @seenRenewals AND l.incarnation <=> @seenIncarnation
        """;

    private const string RenewRow = """
        UPDATE broker_lease
        SET expires = UTC_TIMESTAMP(6) + INTERVAL @lease MICROSECOND, renewals = renewals + 1, session = @session
        WHERE id = 1 AND epoch = @epoch AND incarnation = @me
        """;

    private const string ReleaseRow = """
        UPDATE broker_lease
        SET incarnation = NULL, expires = NULL, session = NULL, successor = @successor,
            successor_until = IF(@successor IS NULL, NULL, UTC_TIMESTAMP(6) + INTERVAL @lease MICROSECOND)
        WHERE id = 1 AND epoch = @epoch AND incarnation = @me
        """;

    /// <summary>Makes the tables and rows that are missing.</summary>
    public static void EnsureTables(MySqlConnection connection)
    {
        foreach (var statement in LeaseSchema.Statements)
        {
            using var command = connection.Command(statement);
            command.CommandTimeout = SchemaSeconds;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The row; made when it is not there.</summary>
    public static LeaseRow Read(MySqlConnection connection)
    {
        if (TryRead(connection) is { } row) return row;
        EnsureTables(connection);
        return TryRead(connection) ?? throw new InvalidDataException("The row of the lease disappears as soon as it is made.");
    }

    /// <summary>Begins a tenure, if the row is still the one that was seen.</summary>
    public static bool Claim(MySqlConnection connection, DatabaseLockOptions me, LeaseRow seen, long epoch, string? session)
    {
        using var command = connection.Command(
            ClaimRow,
            ("@broker", me.BrokerName),
            ("@epoch", epoch),
            ("@node", me.NodeName),
            ("@me", Text(me.Incarnation)),
            ("@lease", Microseconds(me.LeaseDuration)),
            ("@session", session),
            ("@seenEpoch", seen.Epoch),
            ("@seenRenewals", seen.Renewals),
            ("@seenIncarnation", seen.Incarnation is { } seenIncarnation ? Text(seenIncarnation) : null));
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>Prolongs a tenure; false when it is over.</summary>
    public static bool Renew(MySqlConnection connection, DatabaseLockOptions me, long epoch, string? session)
    {
        using var command = connection.Command(
            RenewRow,
            ("@lease", Microseconds(me.LeaseDuration)),
            ("@session", session),
            ("@epoch", epoch),
            ("@me", Text(me.Incarnation)));
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>Ends a tenure; false when it was over.</summary>
    public static bool Release(MySqlConnection connection, DatabaseLockOptions me, long epoch, string? successor)
    {
        using var command = connection.Command(
            ReleaseRow,
            ("@successor", successor),
            ("@lease", Microseconds(me.LeaseDuration)),
            ("@epoch", epoch),
            ("@me", Text(me.Incarnation)));
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>As it stands in the row.</summary>
    public static string Text(Guid incarnation) => incarnation.ToString("D");

    /// <summary>The row; null when it was never made.</summary>
    public static LeaseRow? TryRead(MySqlConnection connection)
    {
        try
        {
            using var command = connection.Command(ReadRow);
            using var reader = command.ExecuteReader();
            return reader.Read() ? Row(reader) : null;
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is DatabaseProblem.NoSuchTable)
        {
            return null;
        }
    }

    private static LeaseRow Row(MySqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetInt64(1),
        reader.GetInt64(2),
        reader.GetText(3),
        reader.IsDBNull(4) ? null : reader.GetGuid(4),
        reader.GetInt64(5),
        reader.GetText(6),
        reader.GetText(7),
        reader.GetInt64(8) is not 0,
        reader.GetInt64(9) is not 0);

    private static long Microseconds(TimeSpan duration) => (long)duration.TotalMicroseconds;
}
