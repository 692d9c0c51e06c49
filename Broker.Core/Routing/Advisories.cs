using Broker.Core.Clients;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>Tells interested consumers of connections, consumers, producers and destinations. Java clients depend on it.</summary>
/// <remarks>Nothing is made while nobody listens. Source: behaviours B11.</remarks>
internal sealed class Advisories(RouterOptions options, DestinationDirectory directory)
{
    private const string Prefix = DestinationDirectory.AdvisoryPrefix;
    private static readonly Destination _connectionTopic = Destination.Topic(Prefix + "Connection");
    private static readonly Destination _anonymousTopic = Destination.Topic(Prefix + "Producer.Anonymous");
    private static readonly Destination _masterTopic = Destination.Topic(Prefix + "MasterBroker");

    public void ConnectionAdded(ClientContext client) => Publish(_connectionTopic, new Advisory.OfConnection(client, Added: true));

    public void ConnectionRemoved(ClientContext client) => Publish(_connectionTopic, new Advisory.OfConnection(client, Added: false));

    public void ConsumerAdded(ClientContext client, SubscriptionOptions consumer) => PublishConsumer(client, consumer, added: true);

    public void ConsumerRemoved(ClientContext client, SubscriptionOptions consumer) => PublishConsumer(client, consumer, added: false);

    public void ProducerAdded(ClientContext client, ProducerState producer) => PublishProducer(client, producer, added: true);

    public void ProducerRemoved(ClientContext client, ProducerState producer) => PublishProducer(client, producer, added: false);

    public void DestinationAdded(Destination destination) => PublishDestination(destination, added: true);

    public void DestinationRemoved(Destination destination) => PublishDestination(destination, added: false);

    /// <summary>A producer has to wait for space; its destination's policy says whether that is told.</summary>
    public void ProducerBlocked(ClientContext client, ProducerId producer, Destination destination, BlockReason reason, AdvisoryPolicy wanted)
    {
        foreach (var member in destination.Members())
        {
            if (wanted.ForFastProducers)
            {
                directory.Advisories.Publish(
                    AdvisoryPublisher.TopicFor("FastProducer", member),
                    new Advisory.OfProducer(client, producer, member, Added: true),
                    new KeyValuePair<string, object?>("producerId", producer.ToString()));
            }

            if (wanted.WhenFull)
            {
                directory.Advisories.Publish(
                    AdvisoryPublisher.TopicFor("FULL", member), Broker(), new KeyValuePair<string, object?>("usageName", UsageOf(reason)));
            }
        }
    }

    /// <summary>Gives a new consumer of advisories the present state, as if it had been there from the start.</summary>
    public void Replay(Subscription subscription, IEnumerable<ConnectionState> connections)
    {
        if (subscription.OfTopics is not { } listener) return;
        foreach (var member in listener.Options.Destination.Members())
        {
            if (DestinationDirectory.IsAdvisory(member)) Replay(listener, new(member.Name), connections);
        }
    }

    private void Replay(TopicSubscription listener, DestinationPattern wanted, IEnumerable<ConnectionState> connections)
    {
        Send(_masterTopic, Broker());
        foreach (var connection in connections)
        {
            Send(_connectionTopic, new Advisory.OfConnection(connection.Client, Added: true));
            foreach (var producer in connection.CopyProducers())
            {
                foreach (var (topic, member) in TopicsOf(producer)) Send(topic, new Advisory.OfProducer(connection.Client, producer.Id, member, Added: true));
            }

            foreach (var consumer in connection.CopySubscriptions())
            {
                foreach (var member in consumer.Options.Destination.Members())
                {
                    if (DestinationDirectory.IsAdvisory(member)) continue;
                    Send(AdvisoryPublisher.TopicFor("Consumer", member), new Advisory.OfConsumer(connection.Client, consumer.Options, member, Added: true));
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
            var message = directory.Advisories.Write(topic, advisory, PropertiesOf(advisory));
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
            Publish(AdvisoryPublisher.TopicFor("Consumer", member), new Advisory.OfConsumer(client, consumer, member, added));
        }
    }

    private void PublishProducer(ClientContext client, ProducerState producer, bool added)
    {
        foreach (var (topic, member) in TopicsOf(producer)) Publish(topic, new Advisory.OfProducer(client, producer.Id, member, added));
    }

    private static IEnumerable<(Destination Topic, Destination? Member)> TopicsOf(ProducerState producer)
    {
        if (producer.Destination is null)
        {
            yield return (_anonymousTopic, null);
            yield break;
        }

        foreach (var member in producer.Destination.Members())
        {
            if (!DestinationDirectory.IsAdvisory(member)) yield return (AdvisoryPublisher.TopicFor("Producer", member), member);
        }
    }

    private void PublishDestination(Destination destination, bool added)
    {
        if (DestinationDirectory.IsAdvisory(destination)) return;
        Publish(ListTopicFor(destination), new Advisory.OfDestination("", destination, added));
    }

    private void Publish(Destination topic, Advisory advisory) => directory.Advisories.Publish(topic, advisory, PropertiesOf(advisory));

    private Advisory.OfBroker Broker() => new(options.BrokerId, options.BrokerName, options.BrokerUrl);

    // As ActiveMQ names what is full.
    private static string UsageOf(BlockReason reason) => reason == BlockReason.StoreFull ? "store" : "memory";

    // Only looked at when somebody listens.
    private IEnumerable<KeyValuePair<string, object?>> PropertiesOf(Advisory advisory)
    {
        switch (advisory)
        {
            case Advisory.OfConsumer consumer:
                yield return new("consumerCount", ConsumersOf(consumer.Destination));
                yield return new("consumerId", consumer.Options.ConsumerId.ToString());
                break;
            case Advisory.OfProducer producer:
                if (producer.Destination is not null) yield return new("producerCount", ProducersOf(producer.Destination));
                yield return new("producerId", producer.ProducerId.ToString());
                break;
        }
    }

    private int ConsumersOf(Destination destination) =>
        destination.IsQueue
            ? directory.FindQueue(destination)?.ConsumerCount ?? 0
            : directory.FindTopic(destination)?.ConsumerCount ?? 0;

    private int ProducersOf(Destination destination) =>
        destination.IsQueue
            ? directory.FindQueue(destination)?.Statistics.Producers ?? 0
            : directory.FindTopic(destination)?.Statistics.Producers ?? 0;

    private static Destination ListTopicFor(Destination destination) => destination.Kind switch
    {
        DestinationKind.Queue => Destination.Topic(Prefix + "Queue"),
        DestinationKind.Topic => Destination.Topic(Prefix + "Topic"),
        DestinationKind.TemporaryQueue => Destination.Topic(Prefix + "TempQueue"),
        _ => Destination.Topic(Prefix + "TempTopic"),
    };
}
