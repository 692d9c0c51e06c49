using System.Buffers;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>Frames of a real client: read, written again, cut and split.</summary>
public sealed class OpenWireGoldenFrameTests
{
    private const string Connection = "ID:h-1-2-3:1";
    private static readonly ConsumerId _consumer = new(Connection, 7, 9);
    private static readonly ProducerId _producer = new(Connection, 7, 5);
    private static readonly Destination _queue = Destination.Queue("Q.A");
    private static readonly Destination _topic = Destination.Topic("T.B");
    private static readonly XaTransactionId _xa = new(99, [1, 2], [3]);

    public static TheoryData<int> Versions => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    public static TheoryData<int> NumberedVersions => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public void Loose_AllRecorded_AreThere() => Assert.Equal(395, GoldenFrame.Loose.Count);

    [Theory]
    [MemberData(nameof(Versions))]
    public void TryRead_Recorded_GivesItsClassAndWritesTheSameBytes(int version)
    {
        foreach (var frame in FramesOf(version))
        {
            var codec = WireFrames.Codec(version);
            var command = codec.Read(frame.Bytes);
            Assert.Equal(frame.JavaClass.Replace("ActiveMQ", "", StringComparison.Ordinal), command.Type.ToString());
            Assert.Equal(Convert.ToHexStringLower(frame.Bytes), Convert.ToHexStringLower(codec.Write(command)));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void TryRead_CutAtEveryByte_WaitsAndConsumesNothing(int version)
    {
        var codec = WireFrames.Codec(version);
        foreach (var frame in FramesOf(version))
        {
            for (var length = 0; length < frame.Bytes.Length; length++)
            {
                var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(frame.Bytes, 0, length));
                Assert.False(codec.TryRead(ref reader, out var command), frame.ToString());
                Assert.Null(command);
                Assert.Equal(0, reader.Consumed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void TryRead_InSegments_ReadsTheSame(int version)
    {
        var random = new Random(version);
        foreach (var frame in FramesOf(version))
        {
            var codec = WireFrames.Codec(version);
            Assert.Equal(frame.Bytes, codec.Write(codec.Read(WireFrames.Split(frame.Bytes, () => 1))));
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(frame.Bytes, codec.Write(codec.Read(WireFrames.Split(frame.Bytes, () => random.Next(0, 40)))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_WholeRecording_GivesEveryCommandInOrder(int version)
    {
        var frames = FramesOf(version).ToList();
        var codec = WireFrames.Codec(version);
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(frames.SelectMany(frame => frame.Bytes).ToArray()));
        foreach (var frame in frames)
        {
            Assert.True(codec.TryRead(ref reader, out var command));
            Assert.Equal(frame.JavaClass.Replace("ActiveMQ", "", StringComparison.Ordinal), command.Type.ToString());
        }

        Assert.False(codec.TryRead(ref reader, out _));
        Assert.True(reader.End);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_TextMessage_HasTheRecordedValues(int version)
    {
        var command = ReadOne<MessageCommand>(version, "ActiveMQTextMessage");
        Assert.Equal(5, command.CommandId);
        CheckMessage(command.Message, version);
        if (version >= 10) Assert.True(command.Message.GroupFirstForConsumer);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_MessageDispatch_HasTheRecordedValues(int version)
    {
        var codec = WireFrames.Codec(version);
        var commands = GoldenFrame.Of("MessageDispatch", version).Select(frame => codec.Read<MessageDispatch>(frame.Bytes)).ToList();
        Assert.Equal(2, commands.Count);
        Assert.All(commands, command => Assert.Equal(_consumer, command.ConsumerId));
        Assert.All(commands, command => Assert.Equal(_queue, command.Destination));
        CheckMessage(commands[0].Message!.Message, version);
        Assert.Equal(1, commands[0].RedeliveryCounter);
        Assert.Equal(5, commands[0].Message!.CommandId);
        Assert.Null(commands[1].Message);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_ConnectionInfo_HasTheRecordedValues(int version)
    {
        var command = ReadOne<ConnectionInfo>(version, "ConnectionInfo");
        Assert.Equal(Connection, command.ConnectionId);
        Assert.Equal("c1", command.ClientId);
        Assert.Equal("p", command.Password);
        Assert.Equal("u", command.UserName);
        Assert.Equal(["b1"], command.BrokerPath);
        Assert.True(command.Manageable);
        Assert.True(command.ResponseRequired);
        Assert.True(command.ClientMaster);
        Assert.Equal(version >= 6, command.FaultTolerant);
        Assert.Equal(version >= 8 ? "1.2.3.4" : null, command.ClientIp);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_ConsumerInfo_HasTheRecordedValues(int version)
    {
        var command = ReadOne<ConsumerInfo>(version, "ConsumerInfo");
        Assert.Equal(_consumer, command.ConsumerId);
        Assert.Equal(_topic, command.Destination);
        Assert.Equal(1000, command.PrefetchSize);
        Assert.Equal(-1, command.MaximumPendingMessageLimit);
        Assert.Equal("a=1", command.Selector);
        Assert.Equal("s1", command.SubscriptionName);
        Assert.Equal(version >= 10 ? "xc" : null, command.ClientId);
        Assert.Equal(-5, command.Priority);
        Assert.Equal(["b1", "b2"], command.BrokerPath);
        Assert.Equal("bb", command.AdditionalPredicate!.NetworkBrokerId);
        Assert.Equal(version < 10 ? 3 : 0, command.AdditionalPredicate.NetworkTtl);
        Assert.Equal(version >= 10 ? (3, 4) : (0, 0), (command.AdditionalPredicate.MessageTtl, command.AdditionalPredicate.ConsumerTtl));
        Assert.Equal(version >= 4 ? [_consumer] : null, command.NetworkConsumerPath);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_MessageAck_HasTheRecordedValues(int version)
    {
        var command = ReadOne<MessageAck>(version, "MessageAck");
        Assert.Equal(_queue, command.Destination);
        Assert.Equal(_consumer, command.ConsumerId);
        Assert.Equal(new MessageId(_producer, 1), command.FirstMessageId);
        Assert.Equal(new MessageId(_producer, 2), command.LastMessageId);
        Assert.Equal(2, command.MessageCount);
        Assert.Equal(AckType.Poison, command.AckType);
        Assert.Equal(version >= 7 ? new RemoteError("java.lang.RuntimeException", "boom") : null, command.PoisonCause);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_SmallCommands_HaveTheRecordedValues(int version)
    {
        Assert.Equal(new SessionId(Connection, 7), ReadOne<SessionInfo>(version, "SessionInfo").SessionId);

        var producer = ReadOne<ProducerInfo>(version, "ProducerInfo");
        Assert.Equal(_producer, producer.ProducerId);
        Assert.Equal(_queue, producer.Destination);
        Assert.Equal(version >= 3 ? 65536 : 0, producer.WindowSize);

        var transaction = ReadOne<TransactionInfo>(version, "TransactionInfo");
        Assert.Equal(Connection, transaction.ConnectionId);
        Assert.Equal(_xa, transaction.TransactionId);
        Assert.Equal(TransactionAction.CommitOnePhase, transaction.Action);

        var destination = ReadOne<DestinationInfo>(version, "DestinationInfo");
        Assert.Equal(_queue, destination.Destination);
        Assert.Equal(DestinationOperation.Remove, destination.Operation);
        Assert.Equal(300, destination.Timeout);

        var remove = ReadOne<RemoveInfo>(version, "RemoveInfo");
        Assert.Equal(_consumer, remove.ObjectId);
        Assert.Equal(RemoveInfo.UnknownLastDelivered, remove.LastDeliveredSequenceId);

        var subscription = ReadOne<RemoveSubscriptionInfo>(version, "RemoveSubscriptionInfo");
        Assert.Equal((Connection, "sn", "cc"), (subscription.ConnectionId, subscription.SubscriptionName, subscription.ClientId));

        Assert.True(ReadOne<KeepAliveInfo>(version, "KeepAliveInfo").ResponseRequired);
        Assert.Equal("shutdown", ReadOne<ControlCommand>(version, "ControlCommand").Text);
        Assert.Equal(12, ReadOne<Response>(version, "Response").CorrelationId);
        Assert.Equal(3, ReadOne<IntegerResponse>(version, "IntegerResponse").Result);
        Assert.Equal(new RemoteError("java.lang.SecurityException", "no"), ReadOne<ExceptionResponse>(version, "ExceptionResponse").Exception);
        Assert.Equal([_xa], ReadOne<DataArrayResponse>(version, "DataArrayResponse").Data);
        Assert.Equal(_xa, ReadOne<JournalTransaction>(version, "JournalTransaction").TransactionId);

        var error = ReadOne<ConnectionError>(version, "ConnectionError");
        Assert.Equal((new RemoteError("java.lang.IllegalStateException", "x"), Connection), (error.Exception, error.ConnectionId));

        var control = ReadOne<ConsumerControl>(version, "ConsumerControl");
        Assert.Equal((_consumer, 5, true), (control.ConsumerId, control.Prefetch, control.Close));
        Assert.Equal(version >= 6 ? _queue : null, control.Destination);

        var broker = ReadOne<BrokerInfo>(version, "BrokerInfo");
        Assert.Equal(("bid", "tcp://u", "nm"), (broker.BrokerId, broker.BrokerUrl, broker.BrokerName));
        Assert.Equal("peer", Assert.Single(broker.PeerBrokerInfos!).BrokerName);
        Assert.Equal(version >= 3 ? "a=b" : null, broker.NetworkProperties);
    }

    [Theory]
    [MemberData(nameof(NumberedVersions))]
    public void TryRead_DataResponses_HoldABrokerIdAndASubscription(int version)
    {
        var codec = WireFrames.Codec(version);
        var data = GoldenFrame.Of("DataResponse", version).Select(frame => codec.Read<DataResponse>(frame.Bytes).Data).ToList();
        Assert.Equal(new BrokerId("zz"), data[0]);
        var subscription = Assert.IsType<SubscriptionInfo>(data[1]);
        Assert.Equal(("cl", "sb"), (subscription.ClientId, subscription.SubscriptionName));
        Assert.Equal(_topic, subscription.Destination);
    }

    [Fact]
    public void TryRead_Offer_HasTheRecordedProperties()
    {
        var offer = WireFrames.Codec().Read<WireFormatInfo>(GoldenFrame.Offer.Bytes);
        Assert.Equal(12, offer.Version);
        Assert.Equal(13, offer.Properties.Count);
        Assert.True(offer.CacheEnabled);
        Assert.Equal(1024, offer.CacheSize);
        Assert.True(offer.TightEncodingEnabled);
        Assert.False(offer.SizePrefixDisabled);
        Assert.Equal(TimeSpan.FromSeconds(30), offer.MaxInactivityDuration);
        Assert.Equal(TimeSpan.FromSeconds(10), offer.MaxInactivityInitialDelay);
        Assert.Equal(long.MaxValue, offer.MaxFrameSize);
        Assert.Equal("5.17.2", offer.ProviderVersion);
        Assert.Null(offer.Host);
    }

    private static IEnumerable<GoldenFrame> FramesOf(int version) => GoldenFrame.Loose.Where(frame => frame.Version == version);

    private static T ReadOne<T>(int version, string javaClass)
        where T : Command => WireFrames.Codec(version).Read<T>(GoldenFrame.Of(javaClass, version).First().Bytes);

    private static void CheckMessage(Message message, int version)
    {
        Assert.Equal(MessageKind.Text, message.Kind);
        Assert.Equal(_producer, message.Producer);
        Assert.Equal(_queue, message.Destination);
        Assert.Equal(_topic, message.OriginalDestination);
        Assert.Equal(new LocalTransactionId(Connection, 11), message.Transaction);
        Assert.Equal(_xa, message.OriginalTransaction);
        Assert.Equal(new MessageId(_producer, 42), message.Id);
        Assert.Equal(version >= 10 ? "ID:tv" : null, message.Id.TextView);
        Assert.Equal(77, message.Sequence);
        Assert.Equal(("g", 3, "corr", "ty", "uu"), (message.GroupId, message.GroupSequence, message.CorrelationId, message.Type, message.UserId));
        Assert.True(message.Persistent);
        Assert.Equal(4, message.Priority);
        Assert.Equal(0x12345678, message.Expiration);
        Assert.Equal(1700000000000, message.Timestamp);
        Assert.Equal(new Destination(DestinationKind.TemporaryQueue, "ID:h-1-2-3:1:1"), message.ReplyTo);
        Assert.Equal("h\u00e9\0\ud83d\ude00", MessageBody.ReadText(message));
        Assert.Equal(true, Assert.Contains("b", (IReadOnlyDictionary<string, object?>)MessageProperties.ReadAll(message.Properties)));
    }
}
