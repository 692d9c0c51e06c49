using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A client opens a producer.</summary>
public sealed class ProducerInfo : Command
{
    public override CommandType Type => CommandType.ProducerInfo;

    public ProducerId ProducerId { get; set; } = null!;

    /// <summary>Null: it names one with each message.</summary>
    public Destination? Destination { get; set; }

    /// <summary>The brokers it passed, by id, first hop first; null when it comes from a client.</summary>
    public IReadOnlyList<string>? BrokerPath { get; set; }

    /// <summary>Version 2 and later.</summary>
    public bool DispatchAsync { get; set; }

    /// <summary>Bytes the client sends before it waits for a <see cref="ProducerAck"/>; 0 no window. Version 3 and later.</summary>
    public int WindowSize { get; set; }
}
