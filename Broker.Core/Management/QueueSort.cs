namespace Broker.Core.Management;

/// <summary>What a list of queues is sorted by; the name breaks ties.</summary>
public enum QueueSort
{
    Name,
    Messages,
    InFlight,
    Consumers,
    Producers,
    Enqueued,
    Dequeued,
    SizeBytes,
    EnqueuedPerSecond,
    DequeuedPerSecond,
}
