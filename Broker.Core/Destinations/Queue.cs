using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A point-to-point destination: each message goes to one consumer.</summary>
public sealed partial class Queue
{
    /// <param name="destination">A plain name.</param>
    /// <param name="context">What all destinations share.</param>
    /// <param name="policy">Its rules.</param>
    /// <param name="store">Where its messages are kept.</param>
    /// <param name="statistics">Where it counts.</param>
    /// <param name="successor">Finds the queue of the same name that took this one's place; null when there can be none.</param>
    internal Queue(
        Destination destination,
        BacklogContext context,
        DestinationPolicy policy,
        IMessageStore store,
        DestinationStatistics statistics,
        Func<Destination, Queue?> successor)
    {
        _time = context.Time;
        _successor = successor;
        Destination = destination;
        Backlog = new(context, policy, store, statistics, destination.IsTemporary, grouped: true);
    }

    public Destination Destination { get; }

    public DestinationPolicy Policy => Backlog.Policy;

    public DestinationStatistics Statistics => Backlog.Statistics;

    /// <summary>Messages waiting and in flight.</summary>
    public long Count => Backlog.Count;

    public long InFlight => Backlog.InFlight;

    /// <summary>Sum of the messages' sizes.</summary>
    public long SizeBytes => Backlog.SizeBytes;

    /// <summary>It holds as many bytes as its policy allows, and its producers are to wait for that.</summary>
    public bool IsFull => Policy.ProducerFlowControl is true && SizeBytes >= Policy.MemoryLimit;

    /// <summary>Messages held in memory, waiting or in flight; the others are in the store alone.</summary>
    public long HeldCount => Backlog.HeldCount;

    /// <summary>Their bytes.</summary>
    public long HeldBytes => Backlog.HeldBytes;

    public int ConsumerCount => Backlog.ConsumerCount;

    /// <summary>Consumers that did not keep up when they were last looked at.</summary>
    public int SlowConsumerCount => Backlog.SlowConsumerCount;

    /// <summary>Message groups that have an owner or messages in flight.</summary>
    public int MessageGroupCount => Backlog.GroupCount;

    internal Backlog Backlog { get; }

    /// <summary>Takes a message; completes when a persistent one is durable and a non-persistent one is taken.</summary>
    /// <exception cref="StoreException">It could not be stored; nothing was taken.</exception>
    /// <remarks>One that has been deleted or collected meanwhile passes it on to the queue that has taken its place.</remarks>
    public ValueTask SendAsync(Message message) => Backlog.TrySend(message, out var sent) ? sent : SendToSuccessor(message);

    /// <summary>The next messages in order, waiting or in flight, without taking them.</summary>
    /// <param name="after">Only sequences larger than this; 0 starts at the head.</param>
    /// <param name="limit">At most so many; fewer mean the end.</param>
    public ValueTask<IReadOnlyList<Message>> BrowseAsync(long after, int limit, CancellationToken cancellationToken) =>
        Backlog.BrowseAsync(after, limit, cancellationToken);

    /// <summary>The message groups now, in no order.</summary>
    public IReadOnlyList<MessageGroupState> CopyMessageGroups() => Backlog.CopyGroups();

    /// <summary>Takes a message group from its owner; another consumer gets it when what is in flight is settled.</summary>
    /// <returns>False: no consumer owns such a group.</returns>
    public bool ReleaseMessageGroup(string id) => Backlog.ReleaseGroup(id);

    /// <summary>Takes all message groups from their owners: they are dealt out anew, which evens them out.</summary>
    /// <returns>How many.</returns>
    public int ReleaseAllMessageGroups() => Backlog.ReleaseAllGroups();

    /// <summary>Removes all that wait; what consumers hold stays theirs.</summary>
    /// <returns>How many went.</returns>
    public ValueTask<long> PurgeAsync(CancellationToken cancellationToken) => Backlog.PurgeAsync(cancellationToken);
}
