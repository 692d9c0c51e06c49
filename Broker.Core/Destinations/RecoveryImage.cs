using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>One message that a topic keeps until another takes its place: its last image, or its retained message.</summary>
/// <remarks>
/// A persistent one lies in a store of its own, which is that of a durable subscription without a client: it is stored in one operation with
/// what the topic's durable subscriptions get, and is there again after a restart or takeover. Guarded by its topic's lock.
/// </remarks>
internal sealed class RecoveryImage(IMessageStore store, MemoryUsage memory)
{
    private bool _stored;

    /// <summary>Where persistent ones lie.</summary>
    public IMessageStore Store { get; } = store;

    public Message? Message { get; private set; }

    /// <param name="message">As it was published; of two, the one with the larger sequence stays, whichever came here last.</param>
    /// <param name="stored">It lies in <see cref="Store"/>.</param>
    /// <param name="keep">False: it takes the former one away, and is neither kept nor stored.</param>
    public void Replace(Message message, bool stored, bool keep = true)
    {
        if (Message is { } later && later.Sequence > message.Sequence)
        {
            if (stored) Store.Remove(MessageKey.Of(message));
            return;
        }

        Clear();
        if (!keep) return;
        Message = message;
        memory.Add(message.SizeBytes);
        _stored = stored;
    }

    /// <summary>Lets go of the message, also in the store.</summary>
    public void Clear()
    {
        if (Message is not { } message) return;
        memory.Remove(message.SizeBytes);
        if (_stored) Store.Remove(MessageKey.Of(message));
        Message = null;
        _stored = false;
    }

    /// <summary>Finds again what an earlier tenure kept.</summary>
    /// <param name="found">What is in the store, in its order; more than one when that tenure ended between storing the new and removing the old.</param>
    public void Restore(List<Message> found)
    {
        foreach (var message in found) Replace(message, stored: true);
    }
}
