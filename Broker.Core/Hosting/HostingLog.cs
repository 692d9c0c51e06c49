using Broker.Core.Availability;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>Log lines of this room. Ids 4000 to 4099; next free: 4011.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventId = 4000, Message = "Broker {Broker} on node {Node} is {Role}{Reason}")]
    public static partial void RoleChanged(ILogger logger, LogLevel level, string broker, string node, BrokerRole role, string reason);

    [LoggerMessage(4001, LogLevel.Information, "The store is open: {Messages} messages, {Replayed} records replayed, {Milliseconds} ms.")]
    public static partial void StoreOpened(ILogger logger, long messages, long replayed, long milliseconds);

    [LoggerMessage(4002, LogLevel.Warning, "The last write was cut off; {Bytes} bytes that nobody was answered for are dropped.")]
    public static partial void TornTail(ILogger logger, long bytes);

    [LoggerMessage(4003, LogLevel.Error, "The store is damaged: {Damage}")]
    public static partial void Damaged(ILogger logger, string damage);

    [LoggerMessage(4004, LogLevel.Error, "Searching for expired messages failed and is tried again: {Reason}")]
    public static partial void ExpiryFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(4005, LogLevel.Warning, "Closing the engine failed, and it is thrown away as it is: {Reason}")]
    public static partial void CloseFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(4006, LogLevel.Information, "The store is handed to node {Successor}.")]
    public static partial void SwitchingOver(ILogger logger, string successor);

    [LoggerMessage(4007, LogLevel.Warning, "Whether node {Successor} has taken over cannot be seen: {Reason}")]
    public static partial void SuccessorUnseen(ILogger logger, string successor, string reason);

    [LoggerMessage(4008, LogLevel.Error, "Removing what nobody uses failed and is tried again: {Reason}")]
    public static partial void CleanupFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(4009, LogLevel.Information, "{Count} destinations were removed, as nobody used them.")]
    public static partial void DestinationsCollected(ILogger logger, int count);

    [LoggerMessage(4010, LogLevel.Warning, "{Count} prepared transactions are in doubt; nobody gets what they acknowledged until their transaction manager or an administrator decides them.")]
    public static partial void InDoubt(ILogger logger, int count);
}
