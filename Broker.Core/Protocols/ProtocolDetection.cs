using System.Buffers;

namespace Broker.Core.Protocols;

/// <summary>Tells a protocol by its first bytes. Source: openwire.md section 1; each protocol's specification.</summary>
public static class ProtocolDetection
{
    /// <summary>Every protocol is known after so many bytes.</summary>
    public const int NeededBytes = 8;

    /// <summary>The protocol; null when more bytes are needed.</summary>
    /// <param name="start">What has come so far.</param>
    public static WireProtocol? Detect(in ReadOnlySequence<byte> start)
    {
        Span<byte> bytes = stackalloc byte[NeededBytes];
        var length = (int)Math.Min(start.Length, NeededBytes);
        start.Slice(0, length).CopyTo(bytes);
        ReadOnlySpan<byte> first = bytes[..length];
        if (Detect(first) is var found and not WireProtocol.Unknown) return found;
        return length == NeededBytes ? WireProtocol.Unknown : null;
    }

    private static WireProtocol Detect(ReadOnlySpan<byte> first)
    {
        // A handshake record of TLS: 16 03 01 ...
        if (first.StartsWith("\u0016\u0003"u8)) return WireProtocol.Tls;
        if (first.StartsWith("AMQP"u8)) return WireProtocol.Amqp;
        if (first.StartsWith("CONNECT\n"u8) || first.StartsWith("CONNECT\r"u8) || first.StartsWith("STOMP"u8)) return WireProtocol.Stomp;
        if (IsHttp(first)) return WireProtocol.Http;
        if (first.Length < NeededBytes) return WireProtocol.Unknown;

        // A WireFormatInfo: xx xx xx xx 01 41 63 74, with size, type and "Act" of "ActiveMQ".
        if (first[4] == 1 && first[5..].SequenceEqual("Act"u8)) return WireProtocol.OpenWire;

        // CONNECT: 10 xx 00 04 "MQTT", and 10 xx 00 06 "MQIsdp" before version 3.1.1. A long one has a second byte of length.
        if (first[0] == 0x10 && first[2..].ContainsAny("\u0004\u0006"u8) && first[2..].Contains((byte)'M')) return WireProtocol.Mqtt;
        return WireProtocol.Unknown;
    }

    private static bool IsHttp(ReadOnlySpan<byte> first) =>
        first.StartsWith("GET "u8) || first.StartsWith("POST "u8) || first.StartsWith("PUT "u8) || first.StartsWith("HEAD "u8) || first.StartsWith("OPTIONS "u8);
}
