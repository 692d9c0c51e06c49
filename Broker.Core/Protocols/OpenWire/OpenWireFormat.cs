namespace Broker.Core.Protocols.OpenWire;

/// <summary>How one connection's frames are laid out: what both sides agreed on.</summary>
/// <remarks>
/// Until the offers are exchanged it keeps its defaults, which fit the one frame that may then be read and written.
/// <see cref="Adopt"/> is called once, between reading the peer's offer and everything else.
/// </remarks>
public sealed class OpenWireFormat
{
    /// <summary>The newest version: that of ActiveMQ 5.14 and every later release.</summary>
    public const int NewestVersion = 12;

    /// <summary>The first frame of a peer may have so many bytes, whatever is configured.</summary>
    public const int MaxOfferSizeBytes = 64 * 1024;

    /// <summary>1 to 12.</summary>
    public int Version { get; set; } = NewestVersion;

    /// <summary>Repeated objects travel as slot numbers.</summary>
    public bool CacheEnabled { get; set; }

    /// <summary>Slots of that cache in either direction. Range: 1 to 16383.</summary>
    public int CacheSize { get; set; }

    /// <summary>The packed encoding, with the bits of a frame before its bytes.</summary>
    public bool TightEncodingEnabled { get; set; }

    /// <summary>Errors carry stack trace and cause.</summary>
    public bool StackTraceEnabled { get; set; }

    /// <summary>Small segments are sent at once.</summary>
    public bool TcpNoDelayEnabled { get; set; } = true;

    /// <summary>Bytes of the largest frame read, without its size prefix; 0 for as large as an array can be.</summary>
    public long MaxFrameSize { get; set; } = MaxOfferSizeBytes;

    /// <summary>Silence after which the peer counts as dead; zero for never.</summary>
    public TimeSpan MaxInactivityDuration { get; set; }

    /// <summary>How long that rule waits at first.</summary>
    public TimeSpan MaxInactivityInitialDelay { get; set; }

    /// <summary>Takes over what was negotiated.</summary>
    public void Adopt(OpenWireFormat negotiated)
    {
        Version = negotiated.Version;
        CacheEnabled = negotiated.CacheEnabled;
        CacheSize = negotiated.CacheSize;
        TightEncodingEnabled = negotiated.TightEncodingEnabled;
        StackTraceEnabled = negotiated.StackTraceEnabled;
        TcpNoDelayEnabled = negotiated.TcpNoDelayEnabled;
        MaxFrameSize = negotiated.MaxFrameSize;
        MaxInactivityDuration = negotiated.MaxInactivityDuration;
        MaxInactivityInitialDelay = negotiated.MaxInactivityInitialDelay;
    }
}
