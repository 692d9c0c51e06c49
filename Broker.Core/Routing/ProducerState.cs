using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;

namespace Broker.Core.Routing;

/// <summary>A producer of one connection. Used by its connection's reader alone, but for the gate.</summary>
public sealed class ProducerState(ProducerId id, Destination? destination)
{
    private Destination? _clearedFor;
    private DestinationRights? _clearedBy;

    public ProducerId Id { get; } = id;

    /// <summary>Null for an anonymous producer, which names a destination with each message.</summary>
    public Destination? Destination { get; } = destination;

    /// <summary>The largest sequence taken from it; a repeated send after a reconnect is not above it.</summary>
    public long LastSequence { get; set; } = -1;

    /// <summary>What the store had of it when its client reconnected; -1 for one that is new.</summary>
    public long StoredSequence { get; set; } = -1;

    /// <summary>While it is not completed the producer has to wait for space; later messages queue up behind it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool IsBlocked => !Gate.IsCompleted;

    /// <summary>Where it is counted: at each destination that it names.</summary>
    internal IReadOnlyList<ProducerCount> Counts { get; set; } = [];

    /// <summary>These rights have let it send there before.</summary>
    internal bool IsCleared(Destination destination, DestinationRights rights) => ReferenceEquals(rights, _clearedBy) && destination.Equals(_clearedFor);

    internal void Clear(Destination destination, DestinationRights rights) => (_clearedFor, _clearedBy) = (destination, rights);
}
