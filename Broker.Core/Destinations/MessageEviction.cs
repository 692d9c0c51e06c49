using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <summary>Says which of the messages waiting for one consumer goes when there are too many. Guarded by the subscription's lock.</summary>
/// <remarks>Each rule keeps what it needs to answer at once, however many wait. This one: the oldest goes.</remarks>
internal class MessageEviction
{
    public static MessageEviction For(MessageEvictionOptions options) => options.Kind switch
    {
        MessageEvictionKind.OldestMessageWithLowestPriority => new LowestPriorityEviction(),
        MessageEvictionKind.UniqueProperty => new UniquePropertyEviction(options.PropertyName),
        _ => new MessageEviction(),
    };

    /// <summary>A message waits from now on, as the newest.</summary>
    public virtual void Added(PendingMessage message)
    {
    }

    /// <summary>A message waits no more.</summary>
    public virtual void Removed(PendingMessage message)
    {
    }

    /// <param name="oldest">The first in the row.</param>
    public virtual PendingMessage Choose(PendingMessage oldest) => oldest;
}
