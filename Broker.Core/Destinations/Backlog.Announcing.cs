using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>What is told in advisories of messages that come and go; without the lock.</content>
internal sealed partial class Backlog
{
    // A topic tells of a message itself, once for all its subscriptions.
    private void Announce(Message message)
    {
        if (SubscriptionKey is not null) return;
        var wanted = _policy.Advisories;
        if (wanted.ForDelivery) _context.Advisories.PublishMessage("MessageDelivered", message, wanted.IncludeBody);
        if (wanted.IfNoConsumers && !message.Persistent && ConsumerCount == 0) _context.Advisories.Forward("NoConsumer", message);
    }

    private void AnnounceConsumed(ReadOnlySpan<QueueEntry> entries)
    {
        foreach (var entry in entries) _context.Advisories.PublishMessage("MessageConsumed", entry.Message, _policy.Advisories.IncludeBody);
    }
}
