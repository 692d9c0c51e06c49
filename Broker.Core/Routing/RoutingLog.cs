using System.Net;
using Broker.Core.Messages;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Routing;

/// <summary>Log lines of this room. Ids 7100 to 7199; next free: 7101.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(7100, LogLevel.Warning, "Producer {Producer} of client {Client} at {Remote} waits to send to {Destination}: {Reason}.")]
    public static partial void ProducerBlocked(ILogger logger, string producer, string client, EndPoint? remote, Destination destination, BlockReason reason);
}
