using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Selectors;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>What virtual topics have to know of queues: which there are, and which wildcard consumers speak for more.</content>
public sealed partial class DestinationDirectory
{
    private readonly ConcurrentDictionary<Destination, bool> _queuePatterns = new();
    private readonly SelectorMemory _selectors;
    private long _queuesVersion;

    /// <summary>Another number whenever lasting queues, or patterns of them, have come or gone.</summary>
    public long QueuesVersion => Volatile.Read(ref _queuesVersion);

    /// <summary>Patterns of consumers whose queues come to be with the topics that feed them.</summary>
    public ICollection<Destination> QueuePatterns => _queuePatterns.Keys;

    /// <summary>
    /// Remembers that the queues of a pattern are wanted, also those not yet there, until the pattern is removed as a destination is. The
    /// store knows it by its name, as ActiveMQ does: its consumers are away after a restart, and topics may be new.
    /// </summary>
    public void RememberQueuePattern(Destination pattern)
    {
        if (!_queuePatterns.TryAdd(pattern, true)) return;
        _persistence.OpenQueue(pattern);
        NoteQueuesChanged();
    }

    /// <summary>Reads back what is not read with the destinations themselves; before anybody is served.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => _selectors.LoadAsync(cancellationToken);

    /// <summary>Remembers what a consumer of a queue, or of a pattern of queues, wants; completes when that is durable.</summary>
    /// <exception cref="StoreException">It could not be stored.</exception>
    public ValueTask RememberSelectorAsync(Destination queue, Selector? selector) => _selectors.AddAsync(queue, selector);

    /// <summary>Whether a consumer of the queue wants the message, or wanted such ones before it went away.</summary>
    /// <remarks>True for a queue of whose consumers nothing was remembered.</remarks>
    public bool IsWantedFrom(Destination queue, Message message) => _selectors.Wants(queue, message);

    private void NoteQueuesChanged() => Interlocked.Increment(ref _queuesVersion);
}
