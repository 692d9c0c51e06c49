using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>The messages of one queue or one durable subscription, in the order of their sequences.</summary>
/// <remarks>
/// Any thread may call any member. Messages are read back from the medium: a store holds no bodies of its backlog in memory.
/// Source of the role: ActiveMQ's MessageStore.
/// </remarks>
public interface IMessageStore
{
    /// <summary>Messages appended, readable and not removed.</summary>
    long Count { get; }

    /// <summary>Sum of their <see cref="Message.SizeBytes"/>.</summary>
    long SizeBytes { get; }

    /// <summary>
    /// Sets the message's <see cref="Message.Sequence"/> before it returns. Completes when a persistent message is durable, or a
    /// non-persistent one is readable; from then on it is counted and read. A non-persistent message costs no data sync
    /// and is gone after a restart.
    /// </summary>
    /// <remarks>Sequences handed out by one adapter grow with the order of calls, and tasks complete in that order.</remarks>
    /// <exception cref="StoreFullException">There is no space; nothing was stored.</exception>
    /// <exception cref="StoreException">The write failed; nothing was stored, and the store goes on when the cause is gone.</exception>
    ValueTask AppendAsync(Message message);

    /// <summary>Takes a message out: reads and counts no longer see it when this returns.</summary>
    /// <remarks>
    /// Durable with the next group, or after <see cref="IPersistenceAdapter.FlushAsync"/>; costs no data sync of its own, but is
    /// handed to the medium within 20 ms. One that is not there is ignored, and counts are right again with the next flush at the latest.
    /// </remarks>
    void Remove(MessageKey message);

    /// <summary>Takes out everything; durable as <see cref="Remove"/>.</summary>
    /// <returns>How many messages went.</returns>
    long RemoveAll();

    /// <summary>Adds to <paramref name="into"/> the next messages of the range, lowest sequence first.</summary>
    /// <remarks>
    /// Fewer than asked only at the end of the range. Each message is a new object which nobody else holds. A message removed while
    /// the read runs may or may not be among them.
    /// </remarks>
    /// <exception cref="StoreException">A record cannot be read; the message names where it lies.</exception>
    ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken);

    /// <summary>The last message that an earlier tenure may have handed to a consumer; what is beyond was certainly never delivered.</summary>
    /// <remarks>As found when the store was opened; 0 when nothing was.</remarks>
    long DeliveredThrough { get; }

    /// <summary>While true, a message may be delivered as soon as it is stored: appends of every kind note so, at no cost of their own.</summary>
    /// <remarks>
    /// Set while everything in the store is within reach of its consumers, so that no append has to be followed by <see cref="AllowDeliveryAsync"/>.
    /// An append reads it no sooner than it gives the message its sequence: what got its sequence after this was set true, and while it
    /// stayed so, is noted when its append completes. Setting it does not wait.
    /// </remarks>
    bool IsDelivering { get; set; }

    /// <summary>Notes that messages up to this sequence may be delivered from now on; completes when a later tenure would know.</summary>
    /// <remarks>Completed at once when it is noted already. Called with locks held: it never waits before it returns.</remarks>
    /// <exception cref="StoreException">It could not be noted; they must not be delivered yet.</exception>
    ValueTask AllowDeliveryAsync(long through);

    /// <summary>Adds up to <paramref name="limit"/> messages whose expiration is set and not after <paramref name="nowMilliseconds"/>.</summary>
    /// <remarks>Found by index, wherever they stand in the store.</remarks>
    ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken);
}
