using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>Makes advisories and sends them to their topics. Nothing is made while nobody listens.</summary>
/// <remarks>Called with no lock of a destination held: to find who listens takes the directory's. Source: behaviours B11.</remarks>
internal sealed class AdvisoryPublisher(AdvisoryOrigin origin, DestinationDirectory directory, TimeProvider time)
{
    private readonly ProducerId _producer = new(origin.BrokerId, -1, 0);
    private long _sequence;

    /// <param name="topic">One of the names below <see cref="DestinationDirectory.AdvisoryPrefix"/>.</param>
    /// <param name="subject">What it tells of; null when the properties say it all.</param>
    /// <param name="properties">Beside those that name the broker.</param>
    public void Publish(Destination topic, Advisory? subject, params IEnumerable<KeyValuePair<string, object?>> properties)
    {
        if (directory.FindTopicWithConsumers(topic) is { } heard) Send(heard, Write(topic, subject, properties));
    }

    /// <summary>Tells of a message: with its id and where it was, and without its body unless the policy says so.</summary>
    public void PublishMessage(string kind, Message message, bool includeBody, params IEnumerable<KeyValuePair<string, object?>> properties)
    {
        var destination = message.Destination;
        if (DestinationDirectory.IsAdvisory(destination)) return;
        if (directory.FindTopicWithConsumers(TopicFor(kind, destination)) is not { } heard) return;
        var told = message.Copy();
        if (!includeBody) told.Content = null;
        Send(heard, Write(
            heard.Destination,
            new Advisory.OfMessage(told),
            [new("orignalMessageId", message.Id.ToString()), new("orignalDestination", destination.ToString()), .. properties]));
    }

    /// <summary>A message that nobody was there for, sent on as it was.</summary>
    public void Forward(string kind, Message message)
    {
        var destination = message.Destination;
        if (DestinationDirectory.IsAdvisory(destination)) return;
        if (directory.FindTopicWithConsumers(TopicFor(kind, destination)) is not { } heard) return;
        var copy = message.Copy();
        copy.OriginalDestination = destination;
        copy.Destination = heard.Destination;
        copy.Transaction = null;
        copy.Sequence = 0;
        Send(heard, copy);
    }

    public Message Write(Destination topic, Advisory? subject, IEnumerable<KeyValuePair<string, object?>> properties) => new()
    {
        Destination = topic,
        Id = new(_producer, Interlocked.Increment(ref _sequence)),
        Producer = _producer,
        Type = "Advisory",
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        BrokerInTime = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Properties = MessageProperties.Write(
            [new("originBrokerId", origin.BrokerId), new("originBrokerName", origin.BrokerName), new("originBrokerURL", origin.BrokerUrl), .. properties]),
        DataStructure = subject,
    };

    /// <summary>The topic that tells of such things at a destination, as "ActiveMQ.Advisory.Consumer.Queue.orders".</summary>
    public static Destination TopicFor(string kind, Destination destination) =>
        Destination.Topic($"{DestinationDirectory.AdvisoryPrefix}{kind}.{(destination.IsQueue ? "Queue" : "Topic")}.{destination.Name}");

    // Nobody waits for it, and it is not durable: a durable subscription to advisories gets what could be stored.
    private static void Send(Topic topic, Message message) => _ = SendAsync(topic, message);

    private static async Task SendAsync(Topic topic, Message message) =>
        await topic.SendAsync(message, senderClientId: null).ConfigureAwait(false);
}
