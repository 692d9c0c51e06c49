namespace Broker.Core.Protocols;

/// <summary>What a client's first bytes tell of it.</summary>
public enum WireProtocol
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    OpenWire,
    Stomp,
    Mqtt,
    Amqp,
    Http,
    Tls,
}
