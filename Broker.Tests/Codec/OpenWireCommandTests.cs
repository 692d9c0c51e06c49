using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>Commands that no recording has, from frames made by hand.</summary>
public sealed class OpenWireCommandTests
{
    private static readonly ConsumerId _consumer = new("c", 1, 2);
    private const string ConsumerHex = "01 7a 01 0001 63 0000000000000001 0000000000000002";

    [Fact]
    public void TryRead_DiscoveryEvent_HasItsFields()
    {
        var command = Check<DiscoveryEvent>("01 0003 746370 01 0001 62");
        Assert.Equal(("tcp", "b"), (command.ServiceName, command.BrokerName));
    }

    [Fact]
    public void TryRead_JournalTrace_HasItsFields() => Assert.Equal("x", Check<JournalTrace>("01 0001 78").Message);

    [Fact]
    public void TryRead_JournalQueueAck_HasItsFields()
    {
        var command = Check<JournalQueueAck>(
            "01 64 01 0001 51  01 16 00000001 00 00 00" + ConsumerHex + "02 00 00 00000001 00");
        Assert.Equal(Destination.Queue("Q"), command.Destination);
        Assert.Equal(_consumer, command.MessageAck!.ConsumerId);
        Assert.Equal(AckType.Standard, command.MessageAck.AckType);
        Assert.Null(command.MessageAck.LastMessageId);
    }

    [Fact]
    public void TryRead_LastPartialCommand_HasItsFields()
    {
        var command = Check<LastPartialCommand>("00000003 01 00000002 0102");
        Assert.Equal(3, command.CommandId);
        Assert.Equal([1, 2], command.Data);
    }

    [Fact]
    public void TryRead_MessagePullOfVersion2_EndsWithItsTimeout()
    {
        var command = Check<MessagePull>("00000001 00" + ConsumerHex + "00 ffffffffffffffff", version: 2);
        Assert.Equal(-1, command.Timeout);
    }

    [Fact]
    public void TryRead_ProducerAck_HasItsFields()
    {
        var command = Check<ProducerAck>("00000000 00 01 7b 01 0001 63 0000000000000002 0000000000000001 00000400");
        Assert.Equal((new ProducerId("c", 1, 2), 1024), (command.ProducerId, command.Size));
    }

    [Fact]
    public void Write_BrokerSubscriptionInfo_ReadsTheSame()
    {
        var codec = WireFrames.Codec();
        var command = codec.Read<BrokerSubscriptionInfo>(codec.Write(new BrokerSubscriptionInfo
        {
            BrokerId = "b",
            BrokerName = "n",
            SubscriptionInfos = [new ConsumerInfo { ConsumerId = _consumer, SubscriptionName = "s" }],
        }));
        Assert.Equal(("b", "n"), (command.BrokerId, command.BrokerName));
        Assert.Equal("s", Assert.Single(command.SubscriptionInfos!).SubscriptionName);
    }

    [Theory]
    [InlineData(CommandType.Message, MessageKind.Plain)]
    [InlineData(CommandType.BytesMessage, MessageKind.Bytes)]
    [InlineData(CommandType.MapMessage, MessageKind.Map)]
    [InlineData(CommandType.ObjectMessage, MessageKind.Object)]
    [InlineData(CommandType.StreamMessage, MessageKind.Stream)]
    [InlineData(CommandType.TextMessage, MessageKind.Text)]
    public void TryRead_MessageType_GivesItsKind(CommandType type, MessageKind kind)
    {
        var frame = (byte[])GoldenFrame.Of("ActiveMQTextMessage", 12).Single().Bytes.Clone();
        frame[4] = (byte)type;
        var codec = WireFrames.Codec();
        var command = codec.Read<MessageCommand>(frame);
        Assert.Equal(kind, command.Message.Kind);
        Assert.Equal(type, command.Type);
        Assert.Equal(frame, codec.Write(command));
    }

    [Fact]
    public void TryRead_BlobMessage_HasItsReference()
    {
        var text = GoldenFrame.Of("ActiveMQTextMessage", 12).Single().Bytes;
        byte[] frame = [.. text, 1, 0, 1, (byte)'u', 1, 0, 1, (byte)'m', 1];
        frame[4] = (byte)CommandType.BlobMessage;
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        var codec = WireFrames.Codec();
        var command = codec.Read<MessageCommand>(frame);
        Assert.Equal(MessageKind.Blob, command.Message.Kind);
        Assert.Equal(new BlobReference("u", "m", DeletedByBroker: true), command.Message.Blob);
        Assert.Equal(frame, codec.Write(command));
    }

    [Fact]
    public void TryRead_AdvisoryMessage_HoldsTheCommandItTellsOf()
    {
        var codec = WireFrames.Codec();
        var message = Message();
        message.DataStructure = new RemoveInfo { ObjectId = new ConnectionId("c") };
        var read = codec.Read<MessageCommand>(codec.Write(new MessageCommand { Message = message }));
        Assert.Equal(new ConnectionId("c"), Assert.IsType<RemoveInfo>(read.Message.DataStructure).ObjectId);
    }

    [Fact]
    public void TryRead_EveryIdAsData_ReadsTheSame()
    {
        var codec = WireFrames.Codec();
        IReadOnlyList<object> ids =
        [
            new ConnectionId("c"), new SessionId("c", 1), _consumer, new ProducerId("c", 1, 2), new BrokerId("b"),
            new LocalTransactionId("c", 3), new XaTransactionId(1, [2], [3]), new WireMessageId(new MessageId(new ProducerId("c", 1, 2), 4), 5),
            Destination.Queue("a"), Destination.Topic("a"), Destination.Parse("temp-queue://a"), Destination.Parse("temp-topic://a"),
        ];
        var bytes = codec.Write(new DataArrayResponse { Data = ids });
        Assert.Equal(ids, codec.Read<DataArrayResponse>(bytes).Data);
        Assert.Equal(ids, codec.Read<DataArrayResponse>(bytes).Data);
    }

    [Fact]
    public void Write_ErrorWithStackTraces_KeepsTraceAndCause()
    {
        var codec = WireFrames.Codec(stackTraces: true);
        var error = new RemoteError("a.B", "m", [new RemoteStackFrame("a.B", "c", null, -2)], new RemoteError("a.C", null, []));
        var read = codec.Read<ExceptionResponse>(codec.Write(new ExceptionResponse { Exception = error })).Exception!;
        Assert.Equal(new RemoteStackFrame("a.B", "c", null, -2), Assert.Single(read.StackTrace!));
        Assert.Equal("a.C", read.Cause!.ClassName);
        Assert.Null(read.Cause.Message);
        Assert.Null(read.Cause.Cause);
    }

    [Fact]
    public void WriteDispatch_Message_EqualsTheCommand()
    {
        var codec = WireFrames.Codec();
        var message = Message();
        var output = new ArrayBufferWriter<byte>();
        codec.WriteDispatch(output, _consumer, message.Destination, message, redeliveryCounter: 2, commandId: 3);
        var command = new MessageDispatch
        {
            CommandId = 3,
            ConsumerId = _consumer,
            Destination = message.Destination,
            Message = new MessageCommand { Message = message },
            RedeliveryCounter = 2,
        };
        Assert.Equal(codec.Write(command), output.WrittenSpan.ToArray());
    }

    [Fact]
    public void WriteDispatch_NoMessage_WritesNull()
    {
        var codec = WireFrames.Codec();
        var output = new ArrayBufferWriter<byte>();
        codec.WriteDispatch(output, _consumer, Destination.Queue("q"), Message(), 0, 1);
        output.ResetWrittenCount();
        codec.WriteDispatch(output, _consumer, Destination.Queue("q"), message: null, 0, 0);
        Assert.Null(codec.Read<MessageDispatch>(output.WrittenSpan.ToArray()).Message);
    }

    [Fact]
    public void WriteResponse_Number_EqualsTheRecordedFrame()
    {
        var output = new ArrayBufferWriter<byte>();
        WireFrames.Codec().WriteResponse(output, correlationId: 12, commandId: 0);
        Assert.Equal("0000000a1e00000000000000000c", Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public void Write_BodyOfAnySize_ReadsTheSame(int length)
    {
        var codec = WireFrames.Codec();
        var message = Message();
        message.Content = new byte[length];
        new Random(length).NextBytes(message.Content);
        message.CorrelationId = new string('\u00e9', 30_000);
        var bytes = codec.Write(new MessageCommand { Message = message });
        var whole = codec.Read<MessageCommand>(bytes).Message;
        Assert.Equal(message.Content, whole.Content);
        Assert.Equal(message.CorrelationId, whole.CorrelationId);
        var split = Assert.IsType<MessageCommand>(codec.Read(WireFrames.Split(bytes, () => 4096))).Message;
        Assert.Equal(message.Content, split.Content);
        Assert.Equal(message.CorrelationId, split.CorrelationId);
    }

    [Fact]
    public void Write_TextTooLong_WritesNothing()
    {
        var message = Message();
        message.CorrelationId = new string('x', 65_536);
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => WireFrames.Codec().Write(output, new MessageCommand { Message = message }));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Write_ForeignDataStructure_WritesNothing()
    {
        var message = Message();
        message.DataStructure = new Version(1, 0);
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => WireFrames.Codec().Write(output, new MessageCommand { Message = message }));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void TryRead_NullCommands_AreSkipped()
    {
        byte[] bytes = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 6, 10, 0, 0, 0, 0, 1];
        Assert.IsType<KeepAliveInfo>(WireFrames.Codec().Read(bytes));

        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes, 0, 12));
        Assert.False(WireFrames.Codec().TryRead(ref reader, out _));
        Assert.Equal(10, reader.Consumed);
    }

    [Fact]
    public void TryRead_SameIdsAgain_GivesTheSameObjects()
    {
        var codec = WireFrames.Codec();
        var frame = GoldenFrame.Of("ActiveMQTextMessage", 12).Single().Bytes;
        var first = codec.Read<MessageCommand>(frame).Message;
        var second = codec.Read<MessageCommand>(frame).Message;
        Assert.Same(first.Producer, second.Producer);
        Assert.Same(first.Producer, second.Id.Producer);
        Assert.Same(first.Destination, second.Destination);
        Assert.Same(first.Transaction, second.Transaction);
        Assert.Same(first.Type, second.Type);
    }

    internal static Message Message() => new()
    {
        Kind = MessageKind.Bytes,
        Destination = Destination.Queue("Q.A"),
        Producer = new ProducerId("c", 1, 2),
        Id = new MessageId(new ProducerId("c", 1, 2), 3),
        Content = [1, 2, 3],
    };

    // Reads the frame and expects to get the same bytes when it is written again.
    private static T Check<T>(string fields, int version = 12)
        where T : Command
    {
        var frame = WireFrames.Frame(Enum.Parse<CommandType>(typeof(T).Name), fields);
        var codec = WireFrames.Codec(version);
        var command = codec.Read<T>(frame);
        Assert.Equal(frame, codec.Write(command));
        return command;
    }
}
