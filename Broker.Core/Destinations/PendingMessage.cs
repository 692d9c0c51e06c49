using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A topic's message that waits for one consumer.</summary>
internal sealed class PendingMessage(Message message, Topic topic)
{
    public Message Message { get; } = message;

    public Topic Topic { get; } = topic;

    /// <summary>Its place in the row; set while it waits.</summary>
    public LinkedListNode<PendingMessage>? Place { get; set; }

    /// <summary>Its place in what the eviction keeps of its own; null when that keeps none for it.</summary>
    public LinkedListNode<PendingMessage>? EvictionPlace { get; set; }

    /// <summary>What the eviction groups it by; null when that does not group.</summary>
    public string? EvictionKey { get; set; }
}
