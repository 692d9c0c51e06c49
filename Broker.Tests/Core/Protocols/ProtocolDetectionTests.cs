using System.Buffers;
using System.Text;
using Broker.Core.Protocols;
using Broker.Tests.Codec;

namespace Broker.Tests.Core.Protocols;

public sealed class ProtocolDetectionTests
{
    public static TheoryData<string, WireProtocol> FirstBytes => new()
    {
        { Convert.ToHexStringLower(GoldenFrame.Offer.Bytes), WireProtocol.OpenWire },
        { Text("CONNECT\naccept-version:1.2\n\n\0"), WireProtocol.Stomp },
        { Text("CONNECT\r\n\r\n"), WireProtocol.Stomp },
        { Text("STOMP\naccept-version:1.2\n\n\0"), WireProtocol.Stomp },
        { Text("AMQP\u0000\u0001\u0000\u0000"), WireProtocol.Amqp },
        { Text("AMQP\u0003\u0001\u0000\u0000"), WireProtocol.Amqp },
        { "101000044d5154540402003c", WireProtocol.Mqtt },
        { "108f0100044d5154540402003c", WireProtocol.Mqtt },
        { "102300064d51497364700302003c", WireProtocol.Mqtt },
        { "1603010200010001fc0303", WireProtocol.Tls },
        { Text("GET / HTTP/1.1\r\n"), WireProtocol.Http },
        { Text("POST /a HTTP/1.1\r\n"), WireProtocol.Http },
        { Text("CONNECT a:443 HTTP/1.1\r\n"), WireProtocol.Unknown },
        { "0000000000000000", WireProtocol.Unknown },
        { "ffffffffffffffff", WireProtocol.Unknown },
    };

    [Theory]
    [MemberData(nameof(FirstBytes))]
    public void Detect_FirstBytes_NamesTheProtocol(string hex, WireProtocol expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, ProtocolDetection.Detect(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal(expected, ProtocolDetection.Detect(WireFrames.Split(bytes, () => 1)));
    }

    // Never another answer than the final one, and always one after eight bytes.
    [Theory]
    [MemberData(nameof(FirstBytes))]
    public void Detect_CutAtEveryByte_WaitsOrKnows(string hex, WireProtocol expected)
    {
        var bytes = Convert.FromHexString(hex);
        for (var length = 0; length <= Math.Min(bytes.Length, ProtocolDetection.NeededBytes); length++)
        {
            var found = ProtocolDetection.Detect(new ReadOnlySequence<byte>(bytes, 0, length));
            if (found is not null || length == ProtocolDetection.NeededBytes) Assert.Equal(expected, found);
        }
    }

    private static string Text(string text) => Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));
}
