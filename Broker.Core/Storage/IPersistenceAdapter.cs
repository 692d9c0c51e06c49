using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>Keeps everything durable of one broker: opens, recovers, and hands out the stores of single destinations.</summary>
/// <remarks>
/// Every change of durable state is one operation in one ordered stream. Operations are made durable in groups; the tasks
/// of operations complete in the order in which they were handed over, across all stores of the adapter. They complete on
/// the adapter's own completion thread and continue there: what awaits them must be short and must not block.
/// All members may be called from any thread after <see cref="OpenAsync"/>.
/// Source of the role: ActiveMQ's PersistenceAdapter.
/// </remarks>
public interface IPersistenceAdapter : IAsyncDisposable
{
    /// <summary>Takes the store for this process, recovers what the last one left, and makes the stores ready.</summary>
    /// <returns>What was found, including damage; damage is reported and never silently skipped.</returns>
    /// <exception cref="StoreException">The store cannot be read, written or understood; the message names it and the way out.</exception>
    ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken);

    /// <summary>All destinations known to the store, with or without messages. Temporary ones are never among them.</summary>
    IReadOnlyCollection<Destination> Destinations { get; }

    /// <summary>The store of a queue. A queue not yet known is added, durably with the next group.</summary>
    /// <remarks>The store of a temporary queue works alike, but nothing in it survives the process.</remarks>
    IMessageStore OpenQueue(Destination queue);

    /// <summary>The store of a topic and its durable subscriptions. A topic not yet known is added, durably with the next group.</summary>
    ITopicMessageStore OpenTopic(Destination topic);

    /// <summary>Forgets a destination with all its messages and subscriptions; completes when that is durable.</summary>
    ValueTask RemoveDestinationAsync(Destination destination);

    ITransactionStore Transactions { get; }

    IJobSchedulerStore Jobs { get; }

    /// <summary>The next number for a message that no store keeps yet; larger than all given before, and than all stored.</summary>
    /// <remarks>One counter for the whole adapter: an appended message takes its number from here too.</remarks>
    long NextSequence();

    /// <summary>The largest producer sequence ever stored for this producer, or -1 when it is unknown.</summary>
    /// <remarks>
    /// Kept with the append itself, so it is exact after a crash, also when the message is already consumed. Adapters may
    /// forget producers that have not sent for long; they keep at least the 65,536 that sent last.
    /// </remarks>
    long GetLastProducerSequence(ProducerId producer);

    /// <summary>Completes when all that was handed over before is durable.</summary>
    /// <exception cref="StoreException">It could not be made durable; removals are kept and tried again with the next group.</exception>
    ValueTask FlushAsync();

    StoreUsage Usage { get; }
}
