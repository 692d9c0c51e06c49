namespace Broker.Core.Configuration;

/// <content>Options of the wire format.</content>
internal static partial class TransportConnectorUriOptions
{
    private static Option[] WireFormat() =>
    [
        new(["wireFormat.maxFrameSize"], $"{ByteSize.Form}, from 1024 to 2147483647",
            (uri, value) => ByteSize.TryParse(value, out var n) && n is >= 1024 and <= int.MaxValue
                ? uri with { MaxFrameSizeBytes = (int)n } : null),
        new(["wireFormat.maxInactivityDuration"], $"{MillisecondsForm}, where 0 means never",
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { MaxInactivityDuration = time } : null),
        new(["wireFormat.maxInactivityDurationInitalDelay"], MillisecondsForm,
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { MaxInactivityDurationInitialDelay = time } : null),
        Flag(["wireFormat.tightEncodingEnabled"], (uri, flag) => uri with { TightEncodingEnabled = flag }),
        Flag(["wireFormat.cacheEnabled"], (uri, flag) => uri with { CacheEnabled = flag }),
        Number(["wireFormat.cacheSize"], 1, 16383, (uri, n) => uri with { CacheSize = n }),
        Flag(["wireFormat.stackTraceEnabled"], (uri, flag) => uri with { StackTraceEnabled = flag }),
        Flag(["wireFormat.tcpNoDelayEnabled"], (uri, flag) => uri with { TcpNoDelayEnabled = flag }),
        Number(["wireFormat.version"], 1, 12, (uri, n) => uri with { WireFormatVersion = n }),
        Number(Both("minmumWireFormatVersion"), 0, 12, (uri, n) => uri with { MinimumWireFormatVersion = n }),
    ];
}
