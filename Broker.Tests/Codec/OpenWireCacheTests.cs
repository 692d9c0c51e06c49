using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Messages;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>The object cache: who numbers what, when numbers come round, and what a peer may not do with them.</summary>
public sealed class OpenWireCacheTests
{
    public static TheoryData<bool> Encodings => [false, true];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_SameDestinationAgain_SendsItsNumberAlone(bool tight)
    {
        var codec = Cached(tight);
        Assert.True(IsNew(codec, tight, "A", out var first));
        Assert.False(IsNew(codec, tight, "A", out var again));
        Assert.True(IsNew(codec, tight, "B", out var other));
        Assert.Equal((0, 0, 1), (first, again, other));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_NullAgain_HasANumberToo(bool tight)
    {
        var codec = Cached(tight);
        Assert.True(IsNew(codec, tight, null, out var first));
        Assert.False(IsNew(codec, tight, null, out var again));
        Assert.Equal((0, 0), (first, again));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_MoreThanFit_OldestGoAndNumbersComeRound(bool tight)
    {
        const int Size = 200;
        var codec = Cached(tight, Size);
        for (var i = 0; i < Size; i++)
        {
            Assert.True(IsNew(codec, tight, $"{i}", out var slot));
            Assert.Equal(i, slot);
        }

        // 100 are kept from one frame to the next.
        Assert.False(IsNew(codec, tight, "199", out _));
        Assert.False(IsNew(codec, tight, "100", out _));
        Assert.True(IsNew(codec, tight, "99", out var wrapped));
        Assert.Equal(0, wrapped);
        Assert.True(IsNew(codec, tight, "98", out wrapped));
        Assert.Equal(1, wrapped);
    }

    [Theory]
    [InlineData(false, 1024)]
    [InlineData(true, 1024)]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    public void Write_FarMoreThanFit_ReadsTheSame(bool tight, int size)
    {
        var codec = Cached(tight, size);
        var random = new Random(size);
        for (var i = 0; i < 10_000; i++)
        {
            var destination = random.Next(20) == 0 ? null : Destination.Queue($"Q.{(random.Next(2) == 0 ? i : random.Next(i + 1))}");
            var read = codec.Read<DataResponse>(codec.Write(new DataResponse { Data = Subscription(destination) }));
            Assert.Equal(destination, ((SubscriptionInfo)read.Data!).Destination);
        }
    }

    // One frame with more than the table has slots: those that find none travel in full.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 50)]
    [InlineData(true, 50)]
    public void Write_FrameWithMoreThanTheTable_ReadsTheSame(bool tight, int size)
    {
        var codec = Cached(tight, size);
        for (var round = 0; round < 3; round++)
        {
            var infos = Enumerable.Range(round, 300).Select(i => new ConsumerInfo { ConsumerId = new("c", 1, i), Destination = Destination.Queue($"{i % 7}") }).ToList();
            var read = codec.Read<BrokerSubscriptionInfo>(codec.Write(new BrokerSubscriptionInfo { BrokerId = "b", SubscriptionInfos = infos }));
            Assert.Equal(infos.Select(info => (info.ConsumerId, info.Destination)), read.SubscriptionInfos!.Select(info => (info.ConsumerId, info.Destination)));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_FrameThatCannotBe_LeavesTheNumbersUsable(bool tight)
    {
        var codec = Cached(tight);
        var output = new ArrayBufferWriter<byte>();
        var message = OpenWireCommandTests.Message();
        message.CorrelationId = new('x', 65_536);
        Assert.Throws<ArgumentException>(() => codec.Write(output, new MessageCommand { Message = message }));
        Assert.Equal(0, output.WrittenCount);

        // The peer never heard of the producer and the destination.
        message.CorrelationId = null;
        for (var i = 0; i < 2; i++)
        {
            var read = codec.Read<MessageCommand>(codec.Write(new MessageCommand { Message = message })).Message;
            Assert.Equal((message.Producer, message.Destination), (read.Producer, read.Destination));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_ConnectionIdAsTextAndAsObject_IsOneEntry(bool tight)
    {
        var codec = Cached(tight);
        var first = codec.Write(new ConnectionInfo { ConnectionId = "c", ClientId = "i" });
        Assert.Equal("c", codec.Read<ConnectionInfo>(first).ConnectionId);
        var second = codec.Write(new RemoveInfo { ObjectId = new ConnectionId("c") });
        Assert.Equal(new ConnectionId("c"), codec.Read<RemoveInfo>(second).ObjectId);
        var third = codec.Write(new ConnectionInfo { ConnectionId = "c", ClientId = "i" });
        Assert.True(third.Length < first.Length);
        Assert.Equal("c", codec.Read<ConnectionInfo>(third).ConnectionId);
    }

    // A number is given in both directions, and means something else in each.
    [Fact]
    public void Directions_EachHasItsOwnNumbers()
    {
        var (broker, client) = (Cached(tight: true), Cached(tight: true));
        var toClient = broker.Write(new RemoveInfo { ObjectId = new SessionId("a", 1) });
        var toBroker = client.Write(new RemoveInfo { ObjectId = new SessionId("b", 2) });
        Assert.Equal(new SessionId("a", 1), client.Read<RemoveInfo>(toClient).ObjectId);
        Assert.Equal(new SessionId("b", 2), broker.Read<RemoveInfo>(toBroker).ObjectId);
        Assert.Equal(new SessionId("a", 1), client.Read<RemoveInfo>(broker.Write(new RemoveInfo { ObjectId = new SessionId("a", 1) })).ObjectId);
    }

    [Theory]
    [InlineData(false, 8, 5, "00 0000")]
    [InlineData(false, 8, 5, "00 ffff")]
    [InlineData(false, 8, 5, "01 0008 00")]
    [InlineData(false, 8, 5, "01 fffe 00")]
    public void TryRead_WrongSlot_BadCacheSlot(bool tight, int size, int version, string objectId)
    {
        var codec = WireFrames.Codec(version, mode: new(tight, Cached: true), cacheSize: size);
        var frame = WireFrames.Frame(CommandType.RemoveInfo, $"00000001 00 {objectId} 0000000000000000");
        Assert.Equal(ProtocolViolationReason.BadCacheSlot, Assert.Throws<ProtocolViolationException>(() => codec.Read(frame)).Reason);
    }

    // isNew and "there" are bits here: of responseRequired, isNew, notNull the second is clear.
    [Theory]
    [InlineData("01 00 00000001 0000", ProtocolViolationReason.BadCacheSlot)]
    [InlineData("01 02 00000001 0400", ProtocolViolationReason.BadCacheSlot)]
    [InlineData("01 06 00000001 0000 0a", ProtocolViolationReason.BadCacheSlot)]
    [InlineData("00 00000001 0000", ProtocolViolationReason.TruncatedField)]
    [InlineData("05 00 00000001", ProtocolViolationReason.TruncatedField)]
    [InlineData("c0 ff 00000001", ProtocolViolationReason.TruncatedField)]
    [InlineData("80 ffff 00000001", ProtocolViolationReason.TruncatedField)]
    public void TryRead_DamagedTightFrame_Violation(string fields, ProtocolViolationReason reason)
    {
        var codec = WireFrames.Codec(version: 4, mode: new(Tight: true, Cached: true));
        var frame = WireFrames.Frame(CommandType.RemoveInfo, fields + (fields.EndsWith("0a", StringComparison.Ordinal) ? "00000000" : ""));
        Assert.Equal(reason, Assert.Throws<ProtocolViolationException>(() => codec.Read(frame)).Reason);
    }

    [Fact]
    public void TryRead_BitsNobodyAskedFor_TrailingBytes()
    {
        var codec = WireFrames.Codec(mode: new(Tight: true, Cached: false));
        var frame = WireFrames.Frame(CommandType.KeepAliveInfo, "02 01 00 00000001");
        Assert.Equal(ProtocolViolationReason.TrailingBytes, Assert.Throws<ProtocolViolationException>(() => codec.Read(frame)).Reason);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void TryRead_SlotWithoutNumber_IsReadAndNotKept(bool tight)
    {
        var (writer, reader) = (Cached(tight, 1), Cached(tight, 1));
        var info = new RemoveInfo { ObjectId = new SessionId("a", 1) };
        reader.Read(writer.Write(info));
        info.ObjectId = new SessionId("b", 1);
        var bytes = writer.Write(info);
        Assert.Contains("ffff", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
        Assert.Equal(info.ObjectId, reader.Read<RemoveInfo>(bytes).ObjectId);
        info.ObjectId = new SessionId("a", 1);
        Assert.Equal(info.ObjectId, reader.Read<RemoveInfo>(writer.Write(info)).ObjectId);
    }

    // A peer may not make us keep what it likes.
    [Fact]
    public void TryRead_LargeIdsInEverySlot_BadCacheSlot()
    {
        var codec = WireFrames.Codec(mode: new(Tight: false, Cached: true));
        var name = new string('x', 65_000);
        var thrown = Assert.Throws<ProtocolViolationException>(() =>
        {
            for (var i = 0; i < 1024; i++) codec.Read(codec.Write(new RemoveInfo { ObjectId = new SessionId(name, i) }));
        });
        Assert.Equal(ProtocolViolationReason.BadCacheSlot, thrown.Reason);
        Assert.Contains("16777216 bytes", thrown.Message, StringComparison.Ordinal);
    }

    private static SubscriptionInfo Subscription(Destination? destination) => new() { Destination = destination };

    private static OpenWireCodec Cached(bool tight, int size = 1024) => WireFrames.Codec(mode: new(tight, Cached: true), cacheSize: size);

    // The object id is the one cached field of a RemoveInfo.
    private static bool IsNew(OpenWireCodec codec, bool tight, string? name, out int slot)
    {
        var bytes = codec.Write(new RemoveInfo { ObjectId = name is null ? null : Destination.Queue(name) });
        // Loose: size, type, command id, response required, isNew, slot. Tight: size, type, bits, command id, slot.
        var at = tight ? 4 + 1 + 2 + 4 : 4 + 1 + 4 + 1 + 1;
        slot = BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at));
        return tight ? (bytes[6] & 2) != 0 : bytes[10] != 0;
    }
}
