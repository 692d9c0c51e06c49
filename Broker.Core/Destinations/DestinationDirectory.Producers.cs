using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Producers whose destination is deleted while they are open: the next one of its name counts them.</content>
public sealed partial class DestinationDirectory
{
    // Guarded by the lock.
    private readonly Dictionary<Destination, ProducerCount> _producersOfDeleted = [];

    // The lock is held, here and below.
    private void KeepProducers(Destination deleted, DestinationStatistics statistics)
    {
        foreach (var (destination, producers) in _producersOfDeleted)
        {
            if (producers.Value == 0) _producersOfDeleted.Remove(destination);
        }

        if (!deleted.IsTemporary && statistics.Producers > 0) _producersOfDeleted[deleted] = statistics.ProducerCount;
    }

    private DestinationStatistics NewStatistics(Destination destination) =>
        new(_statistics) { ProducerCount = _producersOfDeleted.Remove(destination, out var producers) ? producers : new() };
}
