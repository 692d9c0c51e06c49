using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Log events of the lease in the database: 2200 to 2249. Next free: 2205.</summary>
internal static partial class LeaseLog
{
    [LoggerMessage(2200, LogLevel.Information, "Tenure {Epoch} in the database '{Database}' has begun; the last holder was {Holder}.")]
    public static partial void Began(ILogger logger, long epoch, string database, string? holder);

    [LoggerMessage(2201, LogLevel.Warning, "Tenure {Epoch} cannot be prolonged now: {Reason}")]
    public static partial void Unknown(ILogger logger, long epoch, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "Tenure {Epoch} is over: another node holds the lease.")]
    public static partial void Lost(ILogger logger, long epoch);

    [LoggerMessage(2203, LogLevel.Warning, "The lease could not be given back and will run out by itself: {Reason}")]
    public static partial void NotReleased(ILogger logger, string reason);

    [LoggerMessage(2204, LogLevel.Information, "The connection of {Holder} to the database is gone, and it does not renew its lease.")]
    public static partial void Deserted(ILogger logger, string? holder);
}
