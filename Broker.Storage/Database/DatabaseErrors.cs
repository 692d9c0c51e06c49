namespace Broker.Storage.Database;

/// <summary>Reads the numbers of the server's errors. The driver fills in neither SqlState nor IsTransient.</summary>
internal static class DatabaseErrors
{
    public const int TooManyConnections = 1040;
    public const int CannotConnect = 1042;
    public const int DatabaseRefused = 1044;
    public const int AccessDenied = 1045;
    public const int UnknownDatabase = 1049;
    public const int AccessDeniedWithoutPassword = 1698;

    /// <summary>What to do about an error; wrappers of EF Core's and the driver's are looked through.</summary>
    public static DatabaseFailure Classify(Exception error)
    {
        if (Find(error) is not { } found) return DatabaseFailure.Other;
        return NumberOf(found) switch
        {
            // Server shut down; interrupted by KILL; killed (MariaDB); went away; lost while asking.
            TooManyConnections or CannotConnect or 1053 or 1317 or 1927 or 2006 or 2013 => DatabaseFailure.ConnectionLost,
            1213 or 1205 or 1047 or 1180 => DatabaseFailure.RetryTransaction, // deadlock, lock wait, Galera not ready, refused at commit
            4025 or 3819 => DatabaseFailure.FenceRefused, // a CHECK, in MariaDB and in MySQL; the fence's is our only one
            1644 => DatabaseFailure.RemovalMissed, // SIGNAL; ours is the only one
            1114 or 1021 => DatabaseFailure.Full,
            1290 or 1836 or 1792 => DatabaseFailure.ReadOnly,
            1062 => DatabaseFailure.Duplicate,
            DatabaseRefused or AccessDenied or AccessDeniedWithoutPassword or 1142 => DatabaseFailure.AccessRefused,
            _ when SaysNoSpace(found) => DatabaseFailure.Full,
            0 when found.InnerException is not null => DatabaseFailure.ConnectionLost,
            _ => DatabaseFailure.Other,
        };
    }

    /// <summary>The server's number of an error, or 0 when the driver itself failed or the error is none of the database's.</summary>
    /// <remarks>A refused login is reported with 0, and with its number one exception further in.</remarks>
    public static int NumberOf(Exception? error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            if (at is MySqlException { Number: not 0 } numbered) return numbered.Number;
        }

        return 0;
    }

    private static MySqlException? Find(Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            if (at is MySqlException found) return found;
        }

        return null;
    }

    // ENOSPC reaches us in the text of several errors: 1030, 1026, 1005, 3, ...
    private static bool SaysNoSpace(MySqlException error) =>
        error.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("errno: 28", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("error 28 ", StringComparison.OrdinalIgnoreCase);
}
