using Broker.Core.Clients;
using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>Tells interested consumers of connections, consumers, producers and destinations. Java clients depend on it.</summary>
/// <remarks>Nothing is made while nobody listens. Source: behaviours B11.</remarks>
internal sealed class Advisories(RouterOptions options, DestinationDirectory directory, TimeProvider time)
{
    private const string Prefix = DestinationDirectory.AdvisoryPrefix;
    private static readonly Destination _connectionTopic = Destination.Topic(Prefix + "Connection");

    private readonly ProducerId _producer = new(options.BrokerId, -1, 0);
    private long _sequence;

    public void ConnectionAdded(ClientContext client) => Publish(_connectionTopic, new Advisory.OfConnection(client, Added: true));

    public void ConnectionRemoved(ClientContext client) => Publish(_connectionTopic, new Advisory.OfConnection(client, Added: false));

    public void ConsumerAdded(ClientContext client, SubscriptionOptions consumer) => PublishConsumer(client, consumer, added: true);

    public void ConsumerRemoved(ClientContext client, SubscriptionOptions consumer) => PublishConsumer(client, consumer, added: false);

    public void ProducerAdded(ClientContext client, ProducerState producer) => PublishProducer(client, producer, added: true);

    public void ProducerRemoved(ClientContext client, ProducerState producer) => PublishProducer(client, producer, added: false);

    public void DestinationAdded(Destination destination) => PublishDestination(destination, added: true);

    public void DestinationRemoved(Destination destination) => PublishDestination(destination, added: false);

    /// <summary>Gives a new consumer of advisories the present state, as if it had been there from the start.</summary>
    public void Replay(Subscription subscription, IEnumerable<ConnectionState> connections)
    {
        if (subscription is not TopicSubscription listener) return;
        foreach (var member in listener.Options.Destination.Members())
        {
            if (DestinationDirectory.IsAdvisory(member)) Replay(listener, new(member.Name), connections);
        }
    }

    private void Replay(TopicSubscription listener, DestinationPattern wanted, IEnumerable<ConnectionState> connections)
    {
        foreach (var connection in connections)
        {
            Send(_connectionTopic, new Advisory.OfConnection(connection.Client, Added: true));
            foreach (var producer in connection.CopyProducers())
            {
                if (producer.Destination is null) continue;
                foreach (var member in producer.Destination.Members())
                {
                    Send(TopicFor("Producer.", member), new Advisory.OfProducer(connection.Client, producer.Id, member, Added: true));
                }
            }

            foreach (var consumer in connection.CopySubscriptions())
            {
                foreach (var member in consumer.Options.Destination.Members())
                {
                    if (DestinationDirectory.IsAdvisory(member)) continue;
                    Send(TopicFor("Consumer.", member), new Advisory.OfConsumer(connection.Client, consumer.Options, member, Added: true));
                }
            }
        }

        foreach (var queue in directory.Queues) Send(ListTopicFor(queue.Destination), Existing(queue.Destination));
        foreach (var topic in directory.Topics)
        {
            if (!DestinationDirectory.IsAdvisory(topic.Destination)) Send(ListTopicFor(topic.Destination), Existing(topic.Destination));
        }

        void Send(Destination topic, Advisory advisory)
        {
            if (!wanted.Matches(topic.Name)) return;
            var message = Write(topic, advisory);
            message.TargetConsumer = listener.Options.ConsumerId;
            listener.Add(message, directory.GetOrAddTopic(topic, out _));
        }
    }

    private static Advisory.OfDestination Existing(Destination destination) => new("", destination, Added: true);

    private void PublishConsumer(ClientContext client, SubscriptionOptions consumer, bool added)
    {
        foreach (var member in consumer.Destination.Members())
        {
            if (DestinationDirectory.IsAdvisory(member)) continue;
            Publish(TopicFor("Consumer.", member), new Advisory.OfConsumer(client, consumer, member, added));
        }
    }

    private void PublishProducer(ClientContext client, ProducerState producer, bool added)
    {
        foreach (var member in producer.Destination!.Members())
        {
            if (DestinationDirectory.IsAdvisory(member)) continue;
            Publish(TopicFor("Producer.", member), new Advisory.OfProducer(client, producer.Id, member, added));
        }
    }

    private void PublishDestination(Destination destination, bool added)
    {
        if (DestinationDirectory.IsAdvisory(destination)) return;
        Publish(ListTopicFor(destination), new Advisory.OfDestination("", destination, added));
    }

    private void Publish(Destination topic, Advisory advisory)
    {
        if (directory.FindTopicWithConsumers(topic) is { } found) _ = SendAsync(found, Write(topic, advisory));
    }

    private static async Task SendAsync(Topic topic, Message message) =>
        await topic.SendAsync(message, senderClientId: null).ConfigureAwait(false);

    private Message Write(Destination topic, Advisory advisory)
    {
        var properties = new List<KeyValuePair<string, object?>>
        {
            new("originBrokerId", options.BrokerId),
            new("originBrokerName", options.BrokerName),
            new("originBrokerURL", options.BrokerUrl),
        };
        if (advisory is Advisory.OfConsumer consumer)
        {
            properties.Add(new("consumerCount", ConsumersOf(consumer.Destination)));
            properties.Add(new("consumerId", consumer.Options.ConsumerId.ToString()));
        }
        else if (advisory is Advisory.OfProducer producer)
        {
            properties.Add(new("producerCount", ProducersOf(producer.Destination)));
            properties.Add(new("producerId", producer.ProducerId.ToString()));
        }

        return new()
        {
            Destination = topic,
            Id = new(_producer, Interlocked.Increment(ref _sequence)),
            Producer = _producer,
            Type = "Advisory",
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Properties = MessageProperties.Write(properties),
            DataStructure = advisory,
        };
    }

    private int ConsumersOf(Destination destination) =>
        destination.IsQueue
            ? directory.FindQueue(destination)?.ConsumerCount ?? 0
            : directory.FindTopic(destination)?.ConsumerCount ?? 0;

    private int ProducersOf(Destination destination) =>
        destination.IsQueue
            ? directory.FindQueue(destination)?.Statistics.Producers ?? 0
            : directory.FindTopic(destination)?.Statistics.Producers ?? 0;

    private static Destination TopicFor(string kind, Destination destination) =>
        Destination.Topic(Prefix + kind + (destination.IsQueue ? "Queue." : "Topic.") + destination.Name);

    private static Destination ListTopicFor(Destination destination) => destination.Kind switch
    {
        DestinationKind.Queue => Destination.Topic(Prefix + "Queue"),
        DestinationKind.Topic => Destination.Topic(Prefix + "Topic"),
        DestinationKind.TemporaryQueue => Destination.Topic(Prefix + "TempQueue"),
        _ => Destination.Topic(Prefix + "TempTopic"),
    };
}
