using System.Buffers;
using System.Text;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Core.Protocols;

namespace Broker.Tests.Codec;

/// <summary>What a peer may not do; one or more tests for each reason.</summary>
public sealed class OpenWireViolationTests
{
    private const string Magic = "4163746976654d51";

    [Fact]
    public void Reasons_All_HaveATest()
    {
        var tests = typeof(OpenWireViolationTests).GetMethods().Select(method => method.Name)
            .Concat(typeof(OpenWireCacheTests).GetMethods().Select(method => method.Name))
            .Concat(typeof(OpenWireNegotiationTests).GetMethods().Select(method => method.Name))
            .Concat(typeof(BadInputTests).GetMethods().Select(method => method.Name)).ToList();
        Assert.All(Enum.GetNames<ProtocolViolationReason>(), reason =>
            Assert.Contains(tests, test => test.EndsWith("_" + reason, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("00000065")]
    [InlineData("7fffffff")]
    public void TryRead_SizeOverLimit_FrameTooLarge(string start) =>
        Check(ProtocolViolationReason.FrameTooLarge, Convert.FromHexString(start), maxFrameSize: 100);

    [Fact]
    public void TryRead_OfferOver64Kilobytes_FrameTooLarge() =>
        Check(ProtocolViolationReason.FrameTooLarge, Convert.FromHexString("0001000101"));

    [Theory]
    [InlineData("ffffffff")]
    [InlineData("80000000")]
    [InlineData("00000000")]
    public void TryRead_SizeNotPositive_NegativeSize(string start) =>
        Check(ProtocolViolationReason.NegativeSize, Convert.FromHexString(start));

    [Fact]
    public void TryRead_NegativeArray_NegativeSize() =>
        Check(ProtocolViolationReason.NegativeSize, WireFrames.Frame(CommandType.PartialCommand, "00000001 01 ffffffff"));

    [Theory]
    [InlineData(13)]
    [InlineData(99)]
    [InlineData(255)]
    [InlineData((byte)CommandType.ConsumerId)]
    public void TryRead_NoCommandsType_UnknownCommand(byte type) =>
        Check(ProtocolViolationReason.UnknownCommand, WireFrames.Frame((CommandType)type, "00000001 00"));

    [Fact]
    public void TryRead_UnknownNestedType_UnknownCommand() =>
        Check(ProtocolViolationReason.UnknownCommand, WireFrames.Frame(CommandType.DataResponse, "00000001 00 00000000 01 0d"));

    [Fact]
    public void TryRead_OtherMagic_WrongMagic() =>
        Check(ProtocolViolationReason.WrongMagic, WireFrames.Frame(CommandType.WireFormatInfo, "4163746976654d52 0000000c 00"));

    [Theory]
    [InlineData("")]
    [InlineData("00000001")]
    [InlineData("00000001 01 00000003 0102")]
    [InlineData("00000001 01 7fffffff 0102")]
    public void TryRead_FieldBeyondFrame_TruncatedField(string fields) =>
        Check(ProtocolViolationReason.TruncatedField, WireFrames.Frame(CommandType.PartialCommand, fields));

    [Theory]
    [InlineData("01 0001 ff")]
    [InlineData("01 0002 c0 41")]
    [InlineData("01 0002 ed a0")]
    public void TryRead_NotModifiedUtf8_BadText(string text) =>
        Check(ProtocolViolationReason.BadText, WireFrames.Frame(CommandType.JournalTrace, text));

    [Theory]
    [InlineData("00", 65535)]
    [InlineData("f09f9880", 16000)]
    public void TryRead_TextThatCannotBeWrittenAgain_BadText(string text, int times)
    {
        var hex = string.Concat(Enumerable.Repeat(text, times));
        Check(ProtocolViolationReason.BadText, WireFrames.Frame(CommandType.JournalTrace, $"01 {hex.Length / 2:x4} {hex}"));
    }

    [Theory]
    [InlineData("ffff")]
    [InlineData("7fff")]
    [InlineData("0001")]
    public void TryRead_MoreElementsThanBytes_BadCount(string count) =>
        Check(ProtocolViolationReason.BadCount, WireFrames.Frame(CommandType.DataArrayResponse, "00000001 00 00000000 01" + count));

    [Fact]
    public void TryRead_TooManyProperties_BadCount() =>
        Check(ProtocolViolationReason.BadCount, WireFrames.Frame(CommandType.WireFormatInfo, Magic + "0000000c 01 00000004 00001001"));

    [Theory]
    [InlineData("00000004 00000001")]
    [InlineData("00000001 00")]
    [InlineData("00000008 00000001 0001 61 63")]
    public void TryRead_DamagedOffer_BadProperties(string properties) =>
        Check(ProtocolViolationReason.BadProperties, WireFrames.Frame(CommandType.WireFormatInfo, Magic + "0000000c 01" + properties));

    [Fact]
    public void TryRead_ResponsesInResponses_NestingTooDeep()
    {
        var fields = new StringBuilder();
        for (var i = 0; i < 1000; i++) fields.Append("00000001 00 00000000 01 20");
        Check(ProtocolViolationReason.NestingTooDeep, WireFrames.Frame(CommandType.DataResponse, fields.ToString()));
    }

    [Fact]
    public void TryRead_CausesOfCauses_NestingTooDeep()
    {
        var fields = new StringBuilder("00000001 00 00000000");
        for (var i = 0; i < 1000; i++) fields.Append("01 01 0001 61 00 0000");
        Check(ProtocolViolationReason.NestingTooDeep, WireFrames.Frame(CommandType.ExceptionResponse, fields.ToString()), stackTraces: true);
    }

    [Theory]
    [InlineData(CommandType.SessionInfo, "00000001 00 00")]
    [InlineData(CommandType.SessionInfo, "00000001 00 01 79 00 0000000000000001")]
    [InlineData(CommandType.ConnectionError, "00000001 00 01 00 00 00")]
    [InlineData(CommandType.JournalTopicAck, "01 64 00")]
    [InlineData(CommandType.JournalTopicAck, "01 64 01 0000")]
    [InlineData(CommandType.JournalTopicAck, "00 01 6e 00 00 0000000000000001 0000000000000001")]
    public void TryRead_NullWhereAValueIsNeeded_MissingField(CommandType type, string fields) =>
        Check(ProtocolViolationReason.MissingField, WireFrames.Frame(type, fields));

    [Theory]
    [InlineData(CommandType.SessionInfo, "00000001 00 01 78 01 0001 63")]
    [InlineData(CommandType.ConnectionInfo, "00000001 00 01 79 01 0001 63 0000000000000001")]
    public void TryRead_OtherIdThanExpected_UnexpectedType(CommandType type, string fields) =>
        Check(ProtocolViolationReason.UnexpectedType, WireFrames.Frame(type, fields));

    [Fact]
    public void TryRead_FrameLongerThanCommand_TrailingBytes() =>
        Check(ProtocolViolationReason.TrailingBytes, WireFrames.Frame(CommandType.KeepAliveInfo, "00000001 00 00"));

    [Fact]
    public void TryRead_NullCommandWithFields_TrailingBytes() =>
        Check(ProtocolViolationReason.TrailingBytes, WireFrames.Frame(CommandType.Null, "00"));

    private static void Check(ProtocolViolationReason reason, byte[] bytes, long maxFrameSize = 0, bool stackTraces = false)
    {
        Check(new ReadOnlySequence<byte>(bytes));
        Check(WireFrames.Split(bytes, () => 1));

        void Check(ReadOnlySequence<byte> sequence)
        {
            var codec = WireFrames.Codec(maxFrameSize: maxFrameSize, stackTraces: stackTraces);
            var thrown = Assert.Throws<ProtocolViolationException>(() =>
            {
                var reader = new SequenceReader<byte>(sequence);
                codec.TryRead(ref reader, out _);
            });
            Assert.Equal(reason, thrown.Reason);
        }
    }
}
