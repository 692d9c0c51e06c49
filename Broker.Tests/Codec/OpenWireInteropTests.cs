using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>Where implementations of OpenWire have gone wrong; openwire.md section 10.</summary>
public sealed class OpenWireInteropTests
{
    [Fact]
    public void ProducerId_OnTheWire_HasItsOwnNumberBeforeTheSessions()
    {
        var bytes = WireFrames.Codec().Write(new DataResponse { Data = new ProducerId("c", SessionId: 7, Value: 5) });
        Assert.EndsWith("7b01000163" + "0000000000000005" + "0000000000000007", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void ConsumerId_OnTheWire_HasTheSessionsNumberFirst()
    {
        var bytes = WireFrames.Codec().Write(new DataResponse { Data = new ConsumerId("c", SessionId: 7, Value: 9) });
        Assert.EndsWith("7a01000163" + "0000000000000007" + "0000000000000009", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, "61")]
    [InlineData(10, "61 010001 62")]
    public void ConsumerInfo_ClientId_StandsBeforeSubscriptionNameFromVersion10(int version, string hex)
    {
        var bytes = WireFrames.Codec(version).Write(new ConsumerInfo
        {
            ConsumerId = new ConsumerId("c", -1, 1),
            Selector = "a",
            ClientId = "b",
            SubscriptionName = "d",
        });
        var expected = hex.Replace(" ", "", StringComparison.Ordinal) + "01000164";
        Assert.Contains("010001" + expected, Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "01" + "00")]
    [InlineData(6, "01640100017101" + "00")]
    public void ConsumerControl_Destination_IsFirstFromVersion6(int version, string fields)
    {
        var bytes = WireFrames.Codec(version).Write(new ConsumerControl { Destination = Destination.Queue("q"), Close = true });
        Assert.StartsWith(fields, Convert.ToHexStringLower(bytes.AsSpan(10)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0", "c080")]
    [InlineData("\u00e9", "c3a9")]
    [InlineData("\ud83d\ude00", "eda0bdedb880")]
    public void Text_OutsideAscii_IsModifiedUtf8(string text, string hex)
    {
        var codec = WireFrames.Codec();
        var bytes = codec.Write(new JournalTrace { Message = text });
        Assert.EndsWith(hex, Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
        Assert.Equal(text, codec.Read<JournalTrace>(bytes).Message);
    }

    [Fact]
    public void PartialCommand_OnTheWire_HasNoResponseRequired() =>
        Assert.Equal("000000063c0000000200", Convert.ToHexStringLower(WireFrames.Codec().Write(new PartialCommand { CommandId = 2, ResponseRequired = true })));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ConnectionInfo_BeforeVersion2_CountsAsClientMaster(int version)
    {
        var codec = WireFrames.Codec(version);
        var read = codec.Read<ConnectionInfo>(codec.Write(new ConnectionInfo { ConnectionId = "c", ClientMaster = false }));
        Assert.Equal(version < 2, read.ClientMaster);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(9, null)]
    [InlineData(10, "")]
    [InlineData(12, null)]
    public void Error_WithoutMessage_IsNeverNullForVersions1And10(int version, string? expected)
    {
        var codec = WireFrames.Codec(version);
        var bytes = codec.Write(new ExceptionResponse { Exception = new RemoteError("a.B", null) });
        Assert.Equal(expected, codec.Read<ExceptionResponse>(bytes).Exception!.Message);
    }

    [Fact]
    public void Error_LongMessage_IsCut()
    {
        var codec = WireFrames.Codec();
        var bytes = codec.Write(new ExceptionResponse { Exception = new RemoteError("a.B", new string('\u20ac', 70_000)) });
        Assert.Equal(16 * 1024, codec.Read<ExceptionResponse>(bytes).Exception!.Message!.Length);
    }

    [Fact]
    public void ConsumerInfo_SessionMinusOne_IsRead()
    {
        var codec = WireFrames.Codec();
        var id = new ConsumerId("c", -1, 1);
        Assert.Equal(id, codec.Read<ConsumerInfo>(codec.Write(new ConsumerInfo { ConsumerId = id })).ConsumerId);
    }

    [Fact]
    public void MessageDispatch_RedeliveryCounter_IsItsOwn()
    {
        var codec = WireFrames.Codec();
        var message = OpenWireCommandTests.Message();
        message.RedeliveryCounter = 1;
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        codec.WriteDispatch(output, new ConsumerId("c", 1, 1), null, message, redeliveryCounter: 4, commandId: 0);
        var read = codec.Read<MessageDispatch>(output.WrittenSpan.ToArray());
        Assert.Equal((4, 1), (read.RedeliveryCounter, read.Message!.Message.RedeliveryCounter));
    }

    [Theory]
    [InlineData(4, RemoveInfo.UnknownLastDelivered)]
    [InlineData(5, 8)]
    public void RemoveInfo_BeforeVersion5_LastDeliveredIsUnknown(int version, long expected)
    {
        var codec = WireFrames.Codec(version);
        var bytes = codec.Write(new RemoveInfo { ObjectId = new SessionId("c", 1), LastDeliveredSequenceId = 8 });
        Assert.Equal(expected, codec.Read<RemoveInfo>(bytes).LastDeliveredSequenceId);
    }
}
