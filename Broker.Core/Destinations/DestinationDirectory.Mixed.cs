using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Consumers of queues and topics together.</content>
public sealed partial class DestinationDirectory
{
    private MixedSubscription SubscribeMixed(SubscriptionOptions options, ClientContext client, IDeliverySink sink, IReadOnlyList<Destination> members)
    {
        if (options.Browser) throw new InvalidDestinationException($"{options.Destination} mixes queues and topics; only queues can be browsed.");
        var ofQueues = PartOf(options, DestinationKind.Queue, members.Where(static member => member.IsQueue));
        var ofTopics = PartOf(options, DestinationKind.Topic, members.Where(static member => member.IsTopic));
        // The smaller one: a client that waits until it has more than it may get before it acknowledges waits for ever.
        options = options with { Prefetch = Math.Min(ofQueues.Prefetch, ofTopics.Prefetch) };
        return MixedSubscription.Create(
            options,
            client,
            sink,
            _context,
            part => SubscribeToQueues(Unpulled(ofQueues), client, part),
            part => SubscribeToTopics(Unpulled(ofTopics), client, part));
    }

    private SubscriptionOptions PartOf(SubscriptionOptions whole, DestinationKind kind, IEnumerable<Destination> members)
    {
        var part = whole with { Destination = new(kind, string.Join(',', members)) };
        if (!part.Destination.IsComposite) part = part with { Destination = Destination.Parse(part.Destination.Name) };
        return part with { Prefetch = PrefetchOf(part) };
    }

    private static SubscriptionOptions Unpulled(SubscriptionOptions part) => part with { Prefetch = MixedSubscription.PrefetchOfPart(part.Prefetch) };
}
