namespace Broker.Storage.Database;

/// <summary>What an error of the server or the driver means for who asked.</summary>
internal enum DatabaseFailure
{
    /// <summary>None of the others: a defect, or a server in a state nobody foresaw.</summary>
    Other,

    /// <summary>The connection is gone or was never there. Whether the statement was carried out is not known.</summary>
    ConnectionLost,

    /// <summary>The transaction was rolled back in favour of another; the same again may succeed.</summary>
    RetryTransaction,

    /// <summary>A newer master has raised the fence: nothing was written, and nothing may be tried again.</summary>
    FenceRefused,

    /// <summary>A message that was to be removed is not there.</summary>
    RemovalMissed,

    /// <summary>The server's disk or a table is full.</summary>
    Full,

    /// <summary>The server takes no writes, as a replica does.</summary>
    ReadOnly,

    /// <summary>The row is there already.</summary>
    Duplicate,

    /// <summary>The login, or a right of it, is refused.</summary>
    AccessRefused,
}
