using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>What is told in advisories of its messages.</content>
public sealed partial class Topic
{
    /// <summary>A message was thrown away for a subscription that is behind. The subscription's lock is held.</summary>
    internal void Discarded(Message message, TopicSubscription subscription, long count)
    {
        Statistics.CountDiscarded();
        DestinationsLog.MessageDiscarded(_context.Logger, message.Id, Destination, subscription.Options.ConsumerId);
        if (!Policy.Advisories.ForDiscardingMessages) return;
        AnnounceLater("MessageDiscarded", message, new("consumerId", subscription.Options.ConsumerId.ToString()), new("discardedCount", (int)Math.Min(count, int.MaxValue)));
    }

    /// <summary>A message ran out of time before a subscription got it. The subscription's lock is held.</summary>
    internal void Expired(Message message)
    {
        Statistics.CountExpired();
        if (!Destination.IsAdvisory) AnnounceLater("Expired", message);
    }

    /// <summary>A consumer that is not durable has acknowledged a message; without a lock of a destination.</summary>
    internal void AnnounceConsumed(Message message) => _context.Advisories.PublishMessage("MessageConsumed", message, Policy.Advisories.IncludeBody);

    private void Announce(Message message)
    {
        var wanted = Policy.Advisories;
        if (wanted.ForDelivery) _context.Advisories.PublishMessage("MessageDelivered", message, wanted.IncludeBody);
        if (wanted.IfNoConsumers && !message.Persistent && HasNoSubscriptions) _context.Advisories.Forward("NoConsumer", message);
    }

    // Who listens is found without a lock of a destination.
    private void AnnounceLater(string kind, Message message, params KeyValuePair<string, object?>[] properties) => ThreadPool.UnsafeQueueUserWorkItem(
        static told => told.Topic._context.Advisories.PublishMessage(told.Kind, told.Message, told.Topic.Policy.Advisories.IncludeBody, told.Properties),
        (Topic: this, Kind: kind, Message: message, Properties: properties),
        preferLocal: false);
}
