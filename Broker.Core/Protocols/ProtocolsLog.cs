using System.Net;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Protocols;

/// <summary>Log lines of the protocol rooms. Ids 2000 to 2099; next free: 2006.</summary>
internal static partial class ProtocolsLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Client {Remote} is closed: {Reason}: {Detail}")]
    public static partial void ProtocolViolation(ILogger logger, EndPoint? remote, ProtocolViolationReason reason, string detail);

    [LoggerMessage(2001, LogLevel.Information, "Client {Remote} is closed: {Reason}")]
    public static partial void Closed(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(2002, LogLevel.Debug, "Client {Remote} is gone: {Reason}")]
    public static partial void Gone(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(2003, LogLevel.Debug, "A {Command} of client {Remote} failed: {Reason}")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string command, EndPoint? remote, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "A message for client {Remote} cannot be written and is left out: {Reason}")]
    public static partial void Unwritable(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(2005, LogLevel.Error, "Client {Remote} is closed after an error of the broker: {Reason}")]
    public static partial void Failed(ILogger logger, Exception exception, EndPoint? remote, string reason);
}
