using System.Net;
using Broker.Core.Protocols;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Transports;

/// <summary>Log lines of this room. Ids 3000 to 3099; next free: 3007.</summary>
internal static partial class TransportsLog
{
    [LoggerMessage(3000, LogLevel.Information, "Connector {Name} listens on {Address}.")]
    public static partial void Listening(ILogger logger, string name, EndPoint address);

    [LoggerMessage(3001, LogLevel.Warning, "Connector {Name} refused {Remote}: it has its {Limit} connections (maximumConnections).")]
    public static partial void Refused(ILogger logger, string name, EndPoint? remote, int limit);

    [LoggerMessage(3002, LogLevel.Error, "Connector {Name} failed to accept a connection: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, Exception exception, string name, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Connector {Name} has stopped.")]
    public static partial void Stopped(ILogger logger, string name);

    [LoggerMessage(3004, LogLevel.Warning, "Connector {Name} closes {Remote}: it speaks {Protocol}, which this version does not serve.")]
    public static partial void ProtocolRefused(ILogger logger, string name, EndPoint? remote, WireProtocol protocol);

    [LoggerMessage(3005, LogLevel.Warning, "Connector {Name} closes {Remote}: it did not introduce itself within {Limit:0} ms.")]
    public static partial void TooSlow(ILogger logger, string name, EndPoint? remote, double limit);

    [LoggerMessage(3006, LogLevel.Warning, "Connector {Name} closes {Remote}: no TLS connection came about: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, string name, EndPoint? remote, string reason);
}
