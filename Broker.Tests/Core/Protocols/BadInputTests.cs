using System.Buffers.Binary;
using System.Text;
using Broker.Core.Messages;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Codec;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Protocols;

/// <summary>One client breaks the rules: it alone is closed, told why, logged and counted; the others go on.</summary>
[Trait("Category", "BadInput")]
public sealed class BadInputTests : IAsyncLifetime
{
    private const int MaxFrameSize = 100_000;

    private BrokerFixture _broker = null!;
    private Bystander _bystander = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerFixture.StartAsync($"wireFormat.maxFrameSize={MaxFrameSize}&transport.connectAttemptTimeout=300");
        _bystander = await Bystander.OpenAsync(_broker.Address);
    }

    public async Task DisposeAsync()
    {
        await _bystander.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public Task Dial_GarbageBytes_ClosedWithReason()
    {
        var garbage = new byte[500];
        new Random(7).NextBytes(garbage);
        garbage[0] = 0x7A;
        return CheckAsync(client => client.WriteAsync(garbage), ProtocolViolationReason.FrameTooLarge, "larger than max allowed");
    }

    [Fact]
    public Task Dial_Http_ClosedWithReason() => CheckAsync(
        client => client.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        ProtocolViolationReason.FrameTooLarge,
        "larger than max allowed");

    [Fact]
    public Task Dial_WrongMagic_ClosedWithReason() => CheckAsync(
        client => client.WriteAsync(WireFrames.Frame(CommandType.WireFormatInfo, "4163746976654d52 0000000c 00")),
        ProtocolViolationReason.WrongMagic,
        "Remote wire format magic is invalid.");

    [Fact]
    public Task Dial_VersionZero_ClosedWithReason() => CheckAsync(
        client => client.WriteAsync(WireFrames.Frame(CommandType.WireFormatInfo, "4163746976654d51 00000000 00")),
        ProtocolViolationReason.UnsupportedVersion,
        "is lower than the minimum version required");

    [Fact]
    public Task Dial_FirstFrameNoOffer_ClosedWithReason() => CheckAsync(
        client => client.SendAsync(client.Introduction()),
        ProtocolViolationReason.UnexpectedType,
        "The first frame is a ConnectionInfo, not a WireFormatInfo.");

    [Theory]
    [InlineData("80000000")]
    [InlineData("ffffffff")]
    [InlineData("00000000")]
    public Task Dial_SizeNotPositive_ClosedWithReason(string size) => CheckAsync(
        client => client.WriteAsync(Convert.FromHexString(size)), ProtocolViolationReason.NegativeSize, "A frame of");

    [Fact]
    public Task Dial_NothingSaid_ConnectTimeout() => CheckAsync(
        _ => Task.CompletedTask, ProtocolViolationReason.ConnectTimeout, "No WireFormatInfo within 300 ms of connecting.");

    [Fact]
    public Task Dial_HalfAnOffer_ConnectTimeout() => CheckAsync(
        client => client.WriteAsync(client.Encode(OpenWireClient.Offer())[..40]),
        ProtocolViolationReason.ConnectTimeout,
        "No WireFormatInfo within 300 ms of connecting.");

    [Fact]
    public Task Dial_HalfAnOfferThenEnd_TruncatedFrame() => CheckAsync(
        async client =>
        {
            await client.WriteAsync(client.Encode(OpenWireClient.Offer())[..40]);
            client.EndSending();
        },
        ProtocolViolationReason.TruncatedFrame,
        "after 40 bytes of an unfinished frame");

    [Fact]
    public async Task Dial_EndWithoutAByte_IsNoViolation()
    {
        // A load balancer looking whether the port is open does this every few seconds.
        var client = await _broker.DialAsync();
        client.EndSending();
        await client.Closed.WaitAsync(Eventually.Patience);
        await client.DisposeAsync();
        Assert.Equal(0, _broker.View.Statistics.ProtocolViolations);
    }

    [Theory]
    [MemberData(nameof(TooEarly))]
    public Task Command_BeforeConnectionInfo_ClosedWithReason(string _, Command command) => CheckAsync(
        async client =>
        {
            await client.NegotiateAsync();
            await client.SendAsync(command);
        },
        ProtocolViolationReason.UnexpectedType,
        "A command came before the ConnectionInfo that has to be first.");

    public static TheoryData<string, Command> TooEarly()
    {
        const string Connection = "ID:early";
        var destination = Destination.Queue("EARLY");
        var producer = new ProducerId(Connection, 1, 1);
        var consumer = new ConsumerId(Connection, 1, 1);
        var transaction = new LocalTransactionId(Connection, 1);
        Command[] commands =
        [
            new SessionInfo { SessionId = new(Connection, 1) },
            new ProducerInfo { ProducerId = producer, Destination = destination },
            new ConsumerInfo { ConsumerId = consumer, Destination = destination },
            new DestinationInfo { ConnectionId = Connection, Destination = destination },
            OpenWireClient.Text(producer, 1, destination),
            new MessageAck { ConsumerId = consumer, AckType = AckType.Standard },
            new MessagePull { ConsumerId = consumer },
            new ConsumerControl { ConsumerId = consumer },
            new TransactionInfo { ConnectionId = Connection, TransactionId = transaction, Action = TransactionAction.Begin },
            new TransactionInfo { ConnectionId = Connection, TransactionId = transaction, Action = TransactionAction.CommitOnePhase },
            new TransactionInfo { ConnectionId = Connection, TransactionId = transaction, Action = TransactionAction.Rollback },
            new RemoveInfo { ObjectId = consumer },
            new RemoveSubscriptionInfo { ConnectionId = Connection, ClientId = "somebody", SubscriptionName = "theirs" },
        ];
        var data = new TheoryData<string, Command>();
        foreach (var command in commands) data.Add($"{command.Type} {(command as TransactionInfo)?.Action}", command);
        return data;
    }

    [Fact]
    public Task Command_UnknownType_ClosedWithReason() => CheckOpenAsync(
        WireFrames.Frame((CommandType)99, "00000001 00"), ProtocolViolationReason.UnknownCommand, "Unknown data type 99.");

    [Fact]
    public Task Command_FieldBeyondFrame_ClosedWithReason() => CheckOpenAsync(
        WireFrames.Frame(CommandType.SessionInfo, "00000001 00 01 79 01 00ff 41"), ProtocolViolationReason.TruncatedField, "A field of 255 bytes");

    [Fact]
    public Task Command_MoreThanItsFields_ClosedWithReason() => CheckOpenAsync(
        WireFrames.Frame(CommandType.KeepAliveInfo, "00000001 00 00"), ProtocolViolationReason.TrailingBytes, "1 bytes too many");

    [Fact]
    public async Task Command_LargerThanMaxFrameSize_ClosedAndNothingAllocated()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var size = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(size, int.MaxValue);
        size[4] = (byte)CommandType.BytesMessage;
        await CheckOpenAsync(size, ProtocolViolationReason.FrameTooLarge, $"Frame size of {int.MaxValue} bytes larger than max allowed {MaxFrameSize} bytes.");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 256L * 1024 * 1024);
    }

    [Fact]
    public async Task Command_AtMaxFrameSize_Taken()
    {
        var client = await _broker.OpenClientAsync();
        var queue = Destination.Queue("LARGE");
        var producer = await client.AddProducerAsync(queue);
        var head = client.Encode(OpenWireClient.Text(producer, 1, queue)).Length;
        await client.RequestAsync(OpenWireClient.Text(producer, 1, queue, new string('x', MaxFrameSize + 4 - head)));
        var over = client.SendAsync(OpenWireClient.Text(producer, 2, queue, new string('x', MaxFrameSize + 5 - head)));
        await client.Closed.WaitAsync(Eventually.Patience);
        await over;
        await client.DisposeAsync();
        Assert.Equal(1, _broker.View.Statistics.ProtocolViolations);
    }

    [Fact]
    public Task Command_CutThenEnd_TruncatedFrame() => CheckAsync(
        async client =>
        {
            await client.NegotiateAsync();
            await client.ConnectAsync();
            var frame = client.Encode(new SessionInfo { SessionId = new(client.ConnectionId, 2) });
            await client.WriteAsync(frame[..^3]);
            client.EndSending();
        },
        ProtocolViolationReason.TruncatedFrame,
        "bytes of an unfinished frame");

    [Fact]
    public async Task Command_ByteByByte_IsUnderstood()
    {
        var client = await _broker.DialAsync();
        var session = new SessionInfo { CommandId = 77, ResponseRequired = true, SessionId = new(client.ConnectionId, 1) };
        byte[] all = [.. client.Encode(OpenWireClient.Offer()), .. client.Encode(client.Introduction()), .. client.Encode(session)];
        foreach (var one in all) await client.WriteAsync([one]);
        var answer = await client.NextAsync<Response>();
        Assert.Equal(77, answer.CorrelationId);
        await client.DisposeAsync();
        Assert.Equal(0, _broker.View.Statistics.ProtocolViolations);
    }

    [Fact]
    public Task Acknowledge_UnknownKind_Refused() => RefuseAsync(
        (consumer, _) => new MessageAck { ConsumerId = consumer, AckType = (AckType)42, MessageCount = 1 }, "42");

    [Fact]
    public async Task Fuzz_ManyClientsWithMutatedFrames_OthersGoOn()
    {
        var random = new Random(20);
        var frames = GoldenFrame.Loose.Where(frame => frame.Version == 12).ToList();
        for (var i = 0; i < 60; i++)
        {
            await using var client = await _broker.OpenClientAsync();
            for (var sent = 0; sent < 5 && !client.Closed.IsCompleted; sent++)
            {
                var bytes = (byte[])frames[random.Next(frames.Count)].Bytes.Clone();
                for (var flips = random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                try
                {
                    await client.WriteAsync(bytes);
                }
                catch (IOException)
                {
                    // Already closed.
                }
            }
        }

        await _bystander.ExchangeAsync();
        Assert.DoesNotContain(_broker.Logs.Lines, line => line.Contains("after an error of the broker", StringComparison.Ordinal));
    }

    private async Task RefuseAsync(Func<ConsumerId, OpenWireClient, Command> command, string expected)
    {
        await using var client = await _broker.OpenClientAsync();
        var consumer = await client.AddConsumerAsync(Destination.Queue("REFUSED"));
        Assert.Contains(expected, (await client.RefusedAsync(command(consumer, client))).Message, StringComparison.Ordinal);
        await _bystander.ExchangeAsync();
    }

    private Task CheckOpenAsync(byte[] bytes, ProtocolViolationReason reason, string detail) => CheckAsync(
        async client =>
        {
            await client.NegotiateAsync();
            await client.ConnectAsync();
            await client.WriteAsync(bytes);
        },
        reason,
        detail);

    private async Task CheckAsync(Func<OpenWireClient, Task> misbehave, ProtocolViolationReason reason, string detail)
    {
        await using var client = await _broker.DialAsync();
        await misbehave(client);
        await _bystander.ExchangeAsync();
        var told = await client.NextAsync<ConnectionError>();
        Assert.Equal("java.io.IOException", told.Exception!.ClassName);
        Assert.Contains(detail, told.Exception.Message, StringComparison.Ordinal);
        await client.Closed.WaitAsync(Eventually.Patience);
        await _broker.LoggedAsync($"is closed: {reason}: {told.Exception.Message}");
        Assert.Equal(1, _broker.View.Statistics.ProtocolViolations);
        await _bystander.ExchangeAsync();
        await Eventually.TrueAsync(() => _broker.View.Router.ConnectionCount == 1, "The client's connection was not released.");
    }
}
