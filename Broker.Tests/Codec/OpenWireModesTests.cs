using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>The four layouts against one another and against a real client's recordings: loose and tight, with and without object cache.</summary>
public sealed class OpenWireModesTests
{
    public static TheoryData<int, bool, bool> Streams
    {
        get
        {
            var rows = new TheoryData<int, bool, bool>();
            foreach (var mode in WireMode.All)
            {
                for (var version = 1; version <= 12; version++) rows.Add(version, mode.Tight, mode.Cached);
            }

            return rows;
        }
    }

    public static TheoryData<bool, bool> Modes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Recorded_All_AreThere(bool tight, bool cached) =>
        Assert.Equal(tight || cached ? 394 : 395, GoldenFrame.Recorded(new(tight, cached)).Count);

    // The same numbers in the same order as the recording client gave them, also in what is written.
    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_RecordedStream_GivesTheLooseValuesAndWritesTheSameBytes(int version, bool tight, bool cached)
    {
        var mode = new WireMode(tight, cached);
        var codec = WireFrames.Codec(version, mode: mode);
        var loose = WireFrames.Codec(version);
        foreach (var (frame, plain) in StreamOf(version, mode).Zip(StreamOf(version, default)))
        {
            var command = codec.Read(frame.Bytes);
            Assert.Equal(Convert.ToHexStringLower(plain.Bytes), Convert.ToHexStringLower(loose.Write(command)));
            Assert.Equal(Convert.ToHexStringLower(frame.Bytes), Convert.ToHexStringLower(codec.Write(command)));
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_CutAtEveryByte_WaitsAndChangesNothing(int version, bool tight, bool cached)
    {
        var mode = new WireMode(tight, cached);
        var codec = WireFrames.Codec(version, mode: mode);
        foreach (var frame in StreamOf(version, mode))
        {
            for (var length = 0; length < frame.Bytes.Length; length++)
            {
                var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(frame.Bytes, 0, length));
                Assert.False(codec.TryRead(ref reader, out _), frame.ToString());
                Assert.Equal(0, reader.Consumed);
            }

            Assert.Equal(frame.Bytes, codec.Write(codec.Read(frame.Bytes)));
        }
    }

    // Cut, and with a size that says so: each loses a field.
    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_ShortenedAtEveryByte_Violation(int version, bool tight, bool cached)
    {
        var mode = new WireMode(tight, cached);
        var primed = StreamOf(version, mode);
        foreach (var frame in primed)
        {
            for (var length = 5; length < frame.Bytes.Length; length++)
            {
                var bytes = frame.Bytes[..length];
                BinaryPrimitives.WriteInt32BigEndian(bytes, length - 4);
                // Reading half a frame may fill slots, which is why the connection ends with it.
                var codec = cached ? Primed(version, mode, primed) : WireFrames.Codec(version, mode: mode);
                Assert.Throws<global::Broker.Core.Protocols.ProtocolViolationException>(() => codec.Read(bytes));
                if (cached) length += 7;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_InSegments_ReadsTheSame(int version, bool tight, bool cached)
    {
        var mode = new WireMode(tight, cached);
        var random = new Random(version);
        var single = WireFrames.Codec(version, mode: mode);
        var several = WireFrames.Codec(version, mode: mode);
        foreach (var frame in StreamOf(version, mode))
        {
            Assert.Equal(frame.Bytes, single.Write(single.Read(WireFrames.Split(frame.Bytes, () => 1))));
            Assert.Equal(frame.Bytes, several.Write(several.Read(WireFrames.Split(frame.Bytes, () => random.Next(0, 40)))));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_BodiesOfEverySize_ReadTheSame(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(mode: new(tight, cached));
        foreach (var length in new[] { 0, 1, 1023, 1024, 1025, 20_000, 200_000 })
        {
            var message = OpenWireCommandTests.Message();
            message.Content = new byte[length];
            new Random(length).NextBytes(message.Content);
            message.Properties = new byte[length / 2];
            message.UserId = "after the body";
            var bytes = codec.Write(new MessageCommand { Message = message });
            var read = Assert.IsType<MessageCommand>(codec.Read(WireFrames.Split(bytes, () => 4096))).Message;
            Assert.Equal(message.Content, read.Content);
            Assert.Equal(message.Properties, read.Properties);
            Assert.Equal("after the body", read.UserId);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_TextOfEveryKind_ReadsTheSame(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(mode: new(tight, cached));
        string?[] texts = [null, "", "a", "\u007f", "\u0080", "\0", "\u20ac", "\ud83d\ude00", new('x', 32_766), new('x', 32_767), new('x', 65_535), new('\u00e9', 32_767)];
        foreach (var text in texts)
        {
            Assert.Equal(text, codec.Read<JournalTrace>(codec.Write(new JournalTrace { Message = text })).Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0xFFFF)]
    [InlineData(0x10000)]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x100000000)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Write_LongOfEveryWidth_ReadsTheSame(long value)
    {
        var codec = WireFrames.Codec(mode: new(Tight: true, Cached: false));
        Assert.Equal(value, codec.Read<MessagePull>(codec.Write(new MessagePull { ConsumerId = new("c", 1, 1), Timeout = value })).Timeout);
    }

    // 63 bytes of bits have one byte of length, 64 two, 256 three.
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(130)]
    [InlineData(500)]
    [InlineData(3000)]
    public void Write_ManyBits_ReadTheSame(int subscriptions)
    {
        var codec = WireFrames.Codec(mode: new(Tight: true, Cached: false));
        var infos = Enumerable.Range(0, subscriptions).Select(i => new ConsumerInfo { ConsumerId = new("c", 1, i), Exclusive = i % 3 == 0 }).ToList();
        var read = codec.Read<BrokerSubscriptionInfo>(codec.Write(new BrokerSubscriptionInfo { SubscriptionInfos = infos })).SubscriptionInfos!;
        Assert.Equal(infos.Select(info => (info.ConsumerId, info.Exclusive)), read.Select(info => (info.ConsumerId, info.Exclusive)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_ErrorWithStackTraces_KeepsTraceAndCause(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(stackTraces: true, mode: new(tight, cached));
        var error = new RemoteError("a.B", "m", [new RemoteStackFrame("a.B", "c", null, -2)], new RemoteError("a.C", null, []));
        var read = codec.Read<ExceptionResponse>(codec.Write(new ExceptionResponse { Exception = error })).Exception!;
        Assert.Equal(new RemoteStackFrame("a.B", "c", null, -2), Assert.Single(read.StackTrace!));
        Assert.Equal(("a.C", null, null), (read.Cause!.ClassName, read.Cause.Message, read.Cause.Cause));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_Offer_IsLooseWhateverWasAgreed(bool tight, bool cached)
    {
        var offer = WireFrames.Codec().Read<WireFormatInfo>(GoldenFrame.Offer.Bytes);
        var codec = WireFrames.Codec(mode: new(tight, cached));
        var bytes = codec.Write(offer);
        Assert.Equal(GoldenFrame.Offer.Bytes, bytes);
        Assert.Equal(13, codec.Read<WireFormatInfo>(bytes).Properties.Count);
    }

    // A body that says of itself that it was marshalled before: legal, though no known client sends it.
    [Fact]
    public void TryRead_TightMessageMarshalledApart_ReadsTheSame()
    {
        // Dispatch: command 0, response not required; consumer, destination and message are there.
        var codec = WireFrames.Codec(mode: new(Tight: true, Cached: false));
        var consumer = new ConsumerId("c", 0, 0);
        var message = OpenWireCommandTests.Message();
        var whole = codec.Write(new MessageDispatch { ConsumerId = consumer, Message = new MessageCommand { Message = message } });
        var alone = codec.Write(new MessageCommand { Message = message });

        // Not responseRequired; consumer there, text there, ASCII, two longs of no bytes; no destination; message there, apart.
        var bits = Bits("0 1 11 0000 0 11");
        byte[] fields = [0, 0, 0, 0, (byte)CommandType.ConsumerId, 0, 1, (byte)'c', alone[4], .. alone, 0, 0, 0, 0];
        byte[] frame = [0, 0, 0, 0, (byte)CommandType.MessageDispatch, (byte)bits.Length, .. bits, .. fields];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);

        Assert.Equal(whole, codec.Write(codec.Read(frame)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void TryRead_SameIdsAgain_GivesTheSameObjects(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(mode: new(tight, cached));
        var first = ReadOne();
        var second = ReadOne();
        Assert.Same(first.Producer, second.Producer);
        Assert.Same(first.Destination, second.Destination);
        Assert.Same(first.Id.Producer, second.Id.Producer);

        Message ReadOne()
        {
            var message = OpenWireCommandTests.Message();
            message.Producer = message.Producer! with { };
            return codec.Read<MessageCommand>(codec.Write(new MessageCommand { Message = message })).Message;
        }
    }

    private static byte[] Bits(string bits)
    {
        var all = bits.Replace(" ", "", StringComparison.Ordinal);
        var bytes = new byte[(all.Length + 7) / 8];
        for (var i = 0; i < all.Length; i++) bytes[i / 8] |= (byte)((all[i] - '0') << (i % 8));
        return bytes;
    }

    private static List<GoldenFrame> StreamOf(int version, WireMode mode) =>
        [.. GoldenFrame.Recorded(mode).Where(frame => frame.Version == version)];

    private static OpenWireCodec Primed(int version, WireMode mode, IEnumerable<GoldenFrame> stream)
    {
        var codec = WireFrames.Codec(version, mode: mode);
        foreach (var frame in stream) codec.Read(frame.Bytes);
        return codec;
    }
}
