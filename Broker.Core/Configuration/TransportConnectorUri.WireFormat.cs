namespace Broker.Core.Configuration;

/// <content>What is offered to OpenWire clients; of each offer the lesser holds, so that a client can always do without.</content>
public sealed partial record TransportConnectorUri
{
    /// <summary>Offer the tight encoding. Default: true, as ActiveMQ. Option: wireFormat.tightEncodingEnabled.</summary>
    public bool TightEncodingEnabled { get; init; } = true;

    /// <summary>Offer the object cache. Default: true, as ActiveMQ. Option: wireFormat.cacheEnabled.</summary>
    public bool CacheEnabled { get; init; } = true;

    /// <summary>Slots of the cache in each direction. Range: 1 to 16383. Default: 1024, as ActiveMQ. Option: wireFormat.cacheSize.</summary>
    public int CacheSize { get; init; } = 1024;

    /// <summary>Let errors carry stack trace and cause. Default: true, as ActiveMQ. Option: wireFormat.stackTraceEnabled.</summary>
    /// <remarks>The broker's own errors have none, and of those that clients send class and message are kept.</remarks>
    public bool StackTraceEnabled { get; init; } = true;

    /// <summary>Offer to send small segments at once; without it on both sides <see cref="TcpNoDelay"/> ends with the negotiation. Default: true, as ActiveMQ. Option: wireFormat.tcpNoDelayEnabled.</summary>
    public bool TcpNoDelayEnabled { get; init; } = true;

    /// <summary>Newest version of OpenWire offered. Range: 1 to 12. Default: 12. Option: wireFormat.version.</summary>
    public int WireFormatVersion { get; init; } = 12;

    /// <summary>Clients of older versions are turned away. Range: 0 to 12. Default: 0, none, as ActiveMQ. Option: transport.minmumWireFormatVersion (spelt so by ActiveMQ).</summary>
    public int MinimumWireFormatVersion { get; init; }
}
