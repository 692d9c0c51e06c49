namespace Broker.Core.Messages;

/// <summary>What a destination name stands for. The numbers reach disk: append, never renumber.</summary>
public enum DestinationKind : byte
{
    Queue = 0,
    Topic = 1,
    TemporaryQueue = 2,
    TemporaryTopic = 3,
}
