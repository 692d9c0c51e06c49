using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>Notes when a store is closed.</summary>
internal sealed class RecordingStore(IPersistenceAdapter inner, ConcurrentQueue<string> steps) : IPersistenceAdapter
{
    public IReadOnlyCollection<Destination> Destinations => inner.Destinations;

    public ITransactionStore Transactions => inner.Transactions;

    public IJobSchedulerStore Jobs => inner.Jobs;

    public StoreUsage Usage => inner.Usage;

    public ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IMessageStore OpenQueue(Destination queue) => inner.OpenQueue(queue);

    public ITopicMessageStore OpenTopic(Destination topic) => inner.OpenTopic(topic);

    public ValueTask RemoveDestinationAsync(Destination destination) => inner.RemoveDestinationAsync(destination);

    public long NextSequence() => inner.NextSequence();

    public long GetLastProducerSequence(ProducerId producer) => inner.GetLastProducerSequence(producer);

    public ValueTask FlushAsync() => inner.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        steps.Enqueue("store closed");
    }
}
