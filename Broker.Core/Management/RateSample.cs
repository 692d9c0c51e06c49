namespace Broker.Core.Management;

/// <summary>One second of traffic and levels.</summary>
/// <param name="Time">End of the second.</param>
/// <param name="EnqueuedPerSecond">Messages taken from producers.</param>
/// <param name="DequeuedPerSecond">Messages acknowledged by consumers.</param>
/// <param name="MessagesWaiting">In all queues at that time.</param>
/// <param name="Connections">At that time.</param>
/// <param name="MemoryBytes">Message bytes held in memory at that time.</param>
/// <param name="StoreBytes">Bytes the store took at that time.</param>
public readonly record struct RateSample(
    DateTimeOffset Time,
    double EnqueuedPerSecond,
    double DequeuedPerSecond,
    long MessagesWaiting,
    int Connections,
    long MemoryBytes,
    long StoreBytes);
