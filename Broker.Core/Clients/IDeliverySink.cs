using Broker.Core.Messages;

namespace Broker.Core.Clients;

/// <summary>How to hand a message to a connected client. Implemented by the connection of each protocol.</summary>
public interface IDeliverySink
{
    /// <summary>Queues one message for a consumer; never blocks.</summary>
    /// <param name="consumer">Whom it is for.</param>
    /// <param name="message">Null tells the consumer that there is no more: end of browsing, or a pull that timed out.</param>
    /// <param name="redeliveryCounter">How often this delivery failed before.</param>
    /// <returns>
    /// False: the connection's outbox is full and the message was not taken. The connection calls the subscription's
    /// <c>Resume</c> as soon as there is room again.
    /// </returns>
    /// <remarks>Called with a subscription's lock held, from any thread.</remarks>
    bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter);

    /// <summary>Tells a consumer's client the prefetch that holds from now on, where it is not the one it asked for. Returns at once.</summary>
    void SetPrefetch(ConsumerId consumer, int prefetch);

    /// <summary>Tells a consumer's client to close it: it does not keep up. Returns at once.</summary>
    void CloseConsumer(ConsumerId consumer);

    /// <summary>Ends the connection: another one has taken its place, or an operator closed it. Returns at once.</summary>
    /// <param name="reason">Told to the client and logged.</param>
    void Close(string reason);
}
