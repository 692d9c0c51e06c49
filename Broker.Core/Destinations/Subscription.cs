using Broker.Core.Clients;
using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A consumer of one client, on one destination or on many.</summary>
/// <remarks>Any thread may call any member.</remarks>
public abstract class Subscription(SubscriptionOptions options, ClientContext client, IDeliverySink sink)
{
    public SubscriptionOptions Options { get; } = options;

    public ClientContext Client { get; } = client;

    /// <summary>JMS client id of its connection.</summary>
    public string ClientId => Client.ClientId;

    /// <summary>Where its client connects from; empty when the transport has no addresses.</summary>
    public string RemoteAddress => Client.RemoteAddress?.ToString() ?? "";

    /// <summary>The rules of its destination; of several, of the first.</summary>
    public required DestinationPolicy Policy { get; init; }

    /// <summary>It did not keep up when it was last looked at.</summary>
    public bool IsSlow => Watch.IsSlow;

    /// <summary>The part of it that serves it from topics, without a durable subscription; null when it has none.</summary>
    internal virtual TopicSubscription? OfTopics => null;

    internal SlowConsumerWatch Watch { get; } = new();

    protected IDeliverySink Sink { get; } = sink;

    /// <summary>What it has had.</summary>
    public abstract ConsumerTraffic Traffic { get; }

    /// <summary>The connection has room again after it refused a message.</summary>
    public abstract void Resume();

    /// <summary>What it is doing now.</summary>
    public abstract ConsumerActivity Observe();

    /// <summary>Changes how much may be unacknowledged; see <see cref="SubscriptionOptions.Prefetch"/>.</summary>
    public abstract void SetPrefetch(int prefetch);

    /// <summary>Takes an acknowledgement outside a transaction; completes when what follows from it is done, not yet durable.</summary>
    /// <exception cref="UnmatchedAcknowledgeException">It names messages that this consumer does not hold.</exception>
    public abstract ValueTask AcknowledgeAsync(Acknowledgement acknowledgement);

    /// <summary>A consumer with prefetch 0 asks for one message.</summary>
    /// <param name="timeout">How long to wait: zero for ever, negative not at all.</param>
    public virtual void Pull(TimeSpan timeout)
    {
    }

    /// <summary>Ends the subscription; what it holds goes back.</summary>
    /// <param name="lastDelivered">Up to where the application saw messages; see <see cref="LastDelivered"/>.</param>
    public abstract void Close(LastDelivered lastDelivered);

    internal bool Matches(Message message) => Matches(message, message.RedeliveryCounter);

    /// <param name="message">The message.</param>
    /// <param name="redeliveryCounter">How often its delivery failed by now; a queue counts apart from the message.</param>
    internal bool Matches(Message message, int redeliveryCounter) =>
        Options.Selector is null || MessageSelectorSubject.Matches(Options.Selector, message, redeliveryCounter);
}
