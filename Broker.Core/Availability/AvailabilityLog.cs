using Microsoft.Extensions.Logging;

namespace Broker.Core.Availability;

/// <summary>Log lines of this room. Ids 6000 to 6099; next free: 6007.</summary>
internal static partial class AvailabilityLog
{
    [LoggerMessage(6000, LogLevel.Warning, "Tenure {Epoch} is in doubt, and clients are not answered: {Reason}")]
    public static partial void LeaseDoubted(ILogger logger, long epoch, string reason);

    [LoggerMessage(6001, LogLevel.Information, "Tenure {Epoch} is confirmed again.")]
    public static partial void LeaseConfirmed(ILogger logger, long epoch);

    [LoggerMessage(6002, LogLevel.Warning, "Renewing the lease failed: {Reason}")]
    public static partial void RenewFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(6003, LogLevel.Warning, "Tenure {Epoch} could not be given back and runs out by itself: {Reason}")]
    public static partial void ReleaseFailed(ILogger logger, long epoch, string reason);

    [LoggerMessage(6004, LogLevel.Warning, "The group's other nodes cannot be seen: {Reason}")]
    public static partial void RegistryFailed(ILogger logger, string reason);

    [LoggerMessage(6005, LogLevel.Warning, "A change of role could not be written to the store's history and is tried again: {Reason}")]
    public static partial void HistoryFailed(ILogger logger, string reason);

    [LoggerMessage(6006, LogLevel.Error, "{Sentence}")]
    public static partial void NameTaken(ILogger logger, string sentence);
}
