using System.Globalization;

namespace Broker.Storage.Database;

/// <summary>Ends what a holder that stopped has left on the server: its session, and transactions that keep rows locked.</summary>
/// <remarks>
/// Only connections of our own user in our own database, which belongs to one group; never this node's. Idle ones of other waiting
/// nodes may be hit too, and are opened again. What the server refuses is left as it is: the lease does not depend on it.
/// </remarks>
internal static class StaleConnections
{
    private const string FindIdle = """
        SELECT id FROM information_schema.processlist
        WHERE user = SUBSTRING_INDEX(USER(), '@', 1) AND db = DATABASE() AND command = 'Sleep' AND time >= @seconds
        """;

    /// <param name="connection">Runs the statements.</param>
    /// <param name="session">The holder's session on this server; null when it has none here.</param>
    /// <param name="idle">Connections on which nothing was asked for so long are the holder's.</param>
    /// <param name="ours">This node's connections.</param>
    public static void End(MySqlConnection connection, int? session, TimeSpan idle, IEnumerable<int> ours)
    {
        var kept = ours.ToHashSet();
        kept.Add(connection.ServerThread);
        var stale = Idle(connection, idle);
        if (session is { } id) stale.Add(id);
        stale.ExceptWith(kept);
        foreach (var each in stale) Kill(connection, each);
    }

    private static HashSet<int> Idle(MySqlConnection connection, TimeSpan idle)
    {
        using var command = connection.Command(FindIdle, ("@seconds", Math.Max(1, (long)idle.TotalSeconds)));
        using var reader = command.ExecuteReader();
        var ids = new HashSet<int>();
        while (reader.Read()) ids.Add(reader.GetInt32(0));
        return ids;
    }

    private static void Kill(MySqlConnection connection, int id)
    {
        try
        {
            using var command = connection.Command(string.Create(CultureInfo.InvariantCulture, $"KILL {id}"));
            command.ExecuteNonQuery();
        }
        catch (MySqlException e) when (DatabaseErrors.NumberOf(e) is not 0)
        {
            // Gone already, or not ours to end.
        }
    }
}
