using System.Buffers;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Codec;

namespace Broker.Benchmarks;

/// <summary>Inputs: the frames that a real client sent, as the codec's tests have them.</summary>
internal static class GoldenMessages
{
    private const int Version = 12;

    private static readonly MessageCommand Recorded = (MessageCommand)Read(GoldenFrame.Of("ActiveMQTextMessage", Version).First().Bytes);

    public static OpenWireCodec CreateCodec(WireMode mode = default) => new(new OpenWireFormat
    {
        Version = Version,
        MaxFrameSize = 0,
        TightEncodingEnabled = mode.Tight,
        CacheEnabled = mode.Cached,
        CacheSize = mode.Cached ? 1024 : 0,
    });

    /// <summary>A text message with headers and properties.</summary>
    public static byte[] TextFrame { get; } = GoldenFrame.Of("ActiveMQTextMessage", Version).First().Bytes;

    public static byte[] AckFrame { get; } = GoldenFrame.Of("MessageAck", Version).First().Bytes;

    /// <summary>That message, outside the transaction it was recorded in and without end; a new copy each time.</summary>
    public static Message Text()
    {
        var message = Recorded.Message.Copy();
        message.Transaction = null;
        message.Expiration = 0;
        return message;
    }

    /// <summary>The text message with the properties that <see cref="SelectorBenchmark"/> asks for.</summary>
    public static Message WithProperties()
    {
        var message = Text();
        message.Properties = MessageProperties.Write(
        [
            new("region", "EU"), new("amount", 250), new("customer", "Miller & Sons"), new("express", true), new("weight", 12.5),
        ]);
        return message;
    }

    private static Command Read(byte[] frame)
    {
        var reader = new SequenceReader<byte>(new(frame));
        return CreateCodec().TryRead(ref reader, out var command) ? command : throw new InvalidDataException("The golden frame is not whole.");
    }
}
