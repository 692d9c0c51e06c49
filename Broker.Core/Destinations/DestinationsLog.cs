using Broker.Core.Messages;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>Log lines of this room. Ids 1000 to 1099; next free: 1008.</summary>
internal static partial class DestinationsLog
{
    [LoggerMessage(1000, LogLevel.Error, "A page of waiting messages could not be read: {Reason} Delivery goes on with the next message or acknowledgement.")]
    public static partial void LoadFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(1001, LogLevel.Error, "{Count} messages could not be moved to the dead-letter queue and go back to their queue: {Reason}")]
    public static partial void BuryFailed(ILogger logger, Exception exception, int count, string reason);

    [LoggerMessage(1002, LogLevel.Debug, "An acknowledgement of consumer {Consumer} names messages it was not sent on this connection; it is ignored.")]
    public static partial void AcknowledgementIgnored(ILogger logger, string consumer);

    [LoggerMessage(1003, LogLevel.Error, "The store could not note that messages may be delivered now, and they wait: {Reason}")]
    public static partial void NotingFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Consumer {Consumer} of {Destination}, at {Address}, does not keep up: it holds {InFlight} messages, {Waiting} more wait for it, and it acknowledges none. Its {Closed} is closed.")]
    public static partial void SlowConsumerAborted(
        ILogger logger, string consumer, string destination, string address, int inFlight, int waiting, string closed);

    [LoggerMessage(1005, LogLevel.Warning, "Consumer {Consumer} of {Destination} was told to close because it does not keep up, and has not done so: what it held goes back.")]
    public static partial void SlowConsumerRemoved(ILogger logger, string consumer, string destination);

    [LoggerMessage(1006, LogLevel.Debug, "Message {Message} on {Topic} is thrown away for consumer {Consumer}, for which more messages wait than may.")]
    public static partial void MessageDiscarded(ILogger logger, MessageId message, Destination topic, ConsumerId consumer);

    [LoggerMessage(1007, LogLevel.Information, "Durable subscription {Name} of client {Client} had no consumer for {Timeout} and is removed with {Messages} messages.")]
    public static partial void OfflineSubscriptionRemoved(ILogger logger, string client, string name, TimeSpan timeout, long messages);
}
