namespace Broker.Core.Protocols.OpenWire;

/// <summary>Makes our offer and settles it with the peer's. Source: openwire.md section 2.</summary>
public static class OpenWireNegotiation
{
    // What a cache without preferred size gets; as ActiveMQ.
    private const int DefaultCacheSize = short.MaxValue / 2;

    private static readonly string _version =
        typeof(OpenWireNegotiation).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The offer we send.</summary>
    /// <param name="wanted">What we could do; both sides have to want an option for it to be used.</param>
    public static WireFormatInfo CreateOffer(OpenWireFormat wanted) => new()
    {
        Version = wanted.Version,
        Properties = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["CacheEnabled"] = wanted.CacheEnabled,
            ["CacheSize"] = wanted.CacheSize,
            ["StackTraceEnabled"] = wanted.StackTraceEnabled,
            ["TcpNoDelayEnabled"] = wanted.TcpNoDelayEnabled,
            ["TightEncodingEnabled"] = wanted.TightEncodingEnabled,
            ["SizePrefixDisabled"] = false,
            ["MaxInactivityDuration"] = (long)wanted.MaxInactivityDuration.TotalMilliseconds,
            ["MaxInactivityDurationInitalDelay"] = (long)wanted.MaxInactivityInitialDelay.TotalMilliseconds,
            ["MaxFrameSize"] = wanted.MaxFrameSize,
            ["ProviderName"] = "ActiveMQ",
            ["ProviderVersion"] = _version,
            ["PlatformDetails"] = ".NET",
        },
    };

    /// <summary>What both sides can do: the older version, options both want, the smaller limits.</summary>
    /// <param name="mine">Our offer.</param>
    /// <param name="theirs">The peer's offer.</param>
    /// <param name="minimumVersion">As ActiveMQ's transport option <c>minmumWireFormatVersion</c>.</param>
    /// <exception cref="ProtocolViolationException">The peer's version is below the minimum.</exception>
    public static OpenWireFormat Negotiate(WireFormatInfo mine, WireFormatInfo theirs, int minimumVersion = 1)
    {
        if (theirs.Version < minimumVersion)
        {
            throw new ProtocolViolationException(
                ProtocolViolationReason.UnsupportedVersion,
                $"Remote wire format ({theirs.Version}) is lower than the minimum version required ({minimumVersion}).");
        }

        var cached = mine.CacheEnabled && theirs.CacheEnabled;
        return new OpenWireFormat
        {
            Version = Math.Min(mine.Version, theirs.Version),
            CacheEnabled = cached,
            CacheSize = cached ? CacheSize(mine, theirs) : 0,
            TightEncodingEnabled = mine.TightEncodingEnabled && theirs.TightEncodingEnabled,
            StackTraceEnabled = mine.StackTraceEnabled && theirs.StackTraceEnabled,
            TcpNoDelayEnabled = mine.TcpNoDelayEnabled && theirs.TcpNoDelayEnabled,
            MaxFrameSize = SmallerPreference(mine.MaxFrameSize, theirs.MaxFrameSize),
            MaxInactivityDuration = Smaller(mine.MaxInactivityDuration, theirs.MaxInactivityDuration),
            MaxInactivityInitialDelay = Smaller(mine.MaxInactivityInitialDelay, theirs.MaxInactivityInitialDelay),
        };
    }

    private static int CacheSize(WireFormatInfo mine, WireFormatInfo theirs)
    {
        // A slot number is an int16.
        var size = Math.Min(mine.CacheSize, theirs.CacheSize);
        return size == 0 ? DefaultCacheSize : Math.Min(size, DefaultCacheSize);
    }

    // 0 says nothing, so the other side decides.
    private static long SmallerPreference(long mine, long theirs) =>
        mine == 0 ? theirs : theirs == 0 ? mine : Math.Min(mine, theirs);

    // Here 0 says "never" and wins; a side that is silent leaves it to the other.
    private static TimeSpan Smaller(TimeSpan? mine, TimeSpan? theirs)
    {
        if (mine is null || theirs is null) return mine ?? theirs ?? TimeSpan.Zero;
        return mine < theirs ? mine.Value : theirs.Value;
    }
}
