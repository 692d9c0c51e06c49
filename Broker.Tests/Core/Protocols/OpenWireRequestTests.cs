using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Protocols;

/// <summary>Requests that a client may get wrong, and what it is told; it stays connected.</summary>
public sealed class OpenWireRequestTests : IAsyncLifetime
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly XaTransactionId _branch = new(1, [1], [2]);
    private readonly Destination _queue = Destination.Queue("REQUESTS");
    private readonly Destination _topic = Destination.Topic("REQUESTS");

    private BrokerFixture _broker = null!;
    private OpenWireClient _client = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerFixture.StartAsync();
        _client = await _broker.OpenClientAsync();
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        Assert.Equal(0, _broker.View.Statistics.ProtocolViolations);
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("price >")]
    [InlineData("((((")]
    [InlineData("a = 'unclosed")]
    public async Task Subscribe_WrongSelector_InvalidSelectorException(string selector)
    {
        var error = await _client.RefusedAsync(new ConsumerInfo
        {
            ConsumerId = new(_client.ConnectionId, 1, 1),
            Destination = _queue,
            Selector = selector,
            PrefetchSize = 10,
        });
        Assert.Equal("javax.jms.InvalidSelectorException", error.ClassName);
        Assert.Equal(0, _broker.View.Router.Directory.FindQueue(_queue)?.ConsumerCount ?? 0);
        await StillServedAsync();
    }

    [Fact]
    public async Task Subscribe_NoDestination_InvalidDestinationException()
    {
        var error = await _client.RefusedAsync(new ConsumerInfo { ConsumerId = new(_client.ConnectionId, 1, 1), PrefetchSize = 10 });
        Assert.Equal("javax.jms.InvalidDestinationException", error.ClassName);
        await StillServedAsync();
    }

    [Fact]
    public async Task ConsumerControl_NegativePrefetch_IsRefused()
    {
        var consumer = await _client.AddConsumerAsync(_queue);
        var error = await _client.RefusedAsync(new ConsumerControl { ConsumerId = consumer, Prefetch = -1 });
        Assert.Contains("cannot have a prefetch of -1; ask for 0 or more", error.Message, StringComparison.Ordinal);
        await StillServedAsync();
    }

    [Fact]
    public async Task Subscribe_SameIdTwice_OneConsumer()
    {
        var consumer = await _client.AddConsumerAsync(_queue);
        await _client.RequestAsync(new ConsumerInfo { ConsumerId = consumer, Destination = _queue, PrefetchSize = 1000 });
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.ConsumerCount);
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        await _client.AcknowledgeAsync(await _client.ReceiveAsync());
        Assert.Equal(0, _client.DispatchesWaiting);
    }

    [Fact]
    public async Task AddProducer_SameIdTwice_OneProducer()
    {
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(new ProducerInfo { ProducerId = producer, Destination = _queue });
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.Statistics.Producers);
    }

    [Fact]
    public async Task Send_ProducerNotAnnounced_Refused()
    {
        var stranger = new ProducerId(_client.ConnectionId, 1, 999);
        var error = await _client.RefusedAsync(OpenWireClient.Text(stranger, 1, _queue));
        Assert.Equal("javax.jms.IllegalStateException", error.ClassName);
        Assert.Contains("was not announced", error.Message, StringComparison.Ordinal);
        await StillServedAsync();
    }

    [Fact]
    public async Task Send_ProducerNotAnnouncedWithoutResponse_ConnectionError()
    {
        await _client.SendAsync(OpenWireClient.Text(new(_client.ConnectionId, 1, 999), 1, _queue));
        var error = await _client.NextAsync<ConnectionError>();
        Assert.Equal("javax.jms.IllegalStateException", error.Exception!.ClassName);
        await StillServedAsync();
    }

    [Fact]
    public async Task Send_ToPattern_InvalidDestinationException()
    {
        var producer = await _client.AddProducerAsync(null);
        var error = await _client.RefusedAsync(OpenWireClient.Text(producer, 1, Destination.Queue("A.>")));
        Assert.Equal("javax.jms.InvalidDestinationException", error.ClassName);
        await StillServedAsync();
    }

    [Fact]
    public async Task Commit_NeverBegun_JmsException()
    {
        var error = await _client.RefusedAsync(Transaction(7, TransactionAction.CommitOnePhase));
        Assert.Equal("javax.jms.JMSException", error.ClassName);
        Assert.Contains("has not been started", error.Message, StringComparison.Ordinal);
        await StillServedAsync();
    }

    [Fact]
    public async Task Send_InUnknownTransaction_Refused()
    {
        var producer = await _client.AddProducerAsync(_queue);
        var command = OpenWireClient.Text(producer, 1, _queue);
        command.Message.Transaction = new LocalTransactionId(_client.ConnectionId, 7);
        Assert.Equal("javax.jms.JMSException", (await _client.RefusedAsync(command)).ClassName);
        await StillServedAsync();
    }

    [Fact]
    public async Task Commit_Twice_SecondRefusedAndNothingSentTwice()
    {
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(Transaction(1, TransactionAction.Begin));
        await _client.RequestAsync(Transaction(1, TransactionAction.Begin));
        var command = OpenWireClient.Text(producer, 1, _queue);
        command.Message.Transaction = new LocalTransactionId(_client.ConnectionId, 1);
        await _client.RequestAsync(command);
        await _client.RequestAsync(Transaction(1, TransactionAction.CommitOnePhase));
        Assert.Equal("javax.jms.JMSException", (await _client.RefusedAsync(Transaction(1, TransactionAction.CommitOnePhase))).ClassName);
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.Count);
    }

    [Fact]
    public async Task Rollback_NeverBegun_Answered() => await _client.RequestAsync(Transaction(7, TransactionAction.Rollback));

    [Fact]
    public async Task Branch_NeverBegun_XaExceptionWhoseLastWordIsTheCode()
    {
        foreach (var action in new[] { TransactionAction.Prepare, TransactionAction.CommitTwoPhase, TransactionAction.Rollback, TransactionAction.Forget })
        {
            var error = await _client.RefusedAsync(Branch(action));
            Assert.Equal("javax.transaction.xa.XAException", error.ClassName);
            Assert.EndsWith("has not been started. xaErrorCode:-4", error.Message, StringComparison.Ordinal);
        }

        await StillServedAsync();
    }

    [Fact]
    public async Task Branch_PreparedWithASend_IsListedAndCommits()
    {
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(Branch(TransactionAction.Begin));
        var command = OpenWireClient.Text(producer, 1, _queue);
        command.Message.Transaction = _branch;
        await _client.RequestAsync(command);
        await _client.RequestAsync(Branch(TransactionAction.End));
        Assert.Equal(0, Assert.IsType<IntegerResponse>(await _client.RequestAsync(Branch(TransactionAction.Prepare))).Result);
        Assert.Equal([_branch], Assert.IsType<DataArrayResponse>(await _client.RequestAsync(Branch(TransactionAction.Recover))).Data);
        await _client.RequestAsync(Branch(TransactionAction.CommitTwoPhase));
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.Count);
        Assert.Empty(Assert.IsType<DataArrayResponse>(await _client.RequestAsync(Branch(TransactionAction.Recover))).Data!);
    }

    [Fact]
    public async Task Branch_NothingDone_PrepareAnswersReadOnly()
    {
        await _client.RequestAsync(Branch(TransactionAction.Begin));
        Assert.Equal(3, Assert.IsType<IntegerResponse>(await _client.RequestAsync(Branch(TransactionAction.Prepare))).Result);
    }

    [Fact]
    public async Task Transaction_WithoutAnId_Refused()
    {
        var error = await _client.RefusedAsync(new TransactionInfo { ConnectionId = _client.ConnectionId, Action = TransactionAction.Begin });
        Assert.Contains("names none", error.Message, StringComparison.Ordinal);
        await StillServedAsync();
    }

    [Fact]
    public async Task Acknowledge_MessageNotHeld_RefusedAndMessageStays()
    {
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        var consumer = await _client.AddConsumerAsync(_queue);
        await _client.ReceiveAsync();
        var error = await _client.RefusedAsync(new MessageAck
        {
            ConsumerId = consumer,
            AckType = AckType.Standard,
            LastMessageId = new MessageId(producer, 55),
            MessageCount = 1,
        });
        Assert.Contains("Unmatched acknowledge", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.Count);
    }

    [Fact]
    public async Task Send_AsyncWithWindow_ProducerAckOfItsSize()
    {
        var producer = await _client.AddProducerAsync(_queue, window: 64 * 1024);
        var command = OpenWireClient.Text(producer, 1, _queue, "0123456789");
        await _client.SendAsync(command);
        var acknowledged = await _client.NextAsync<ProducerAck>();
        Assert.Equal(producer, acknowledged.ProducerId);
        Assert.Equal(Message.BaseSizeBytes + 14, acknowledged.Size);
    }

    [Fact]
    public async Task Send_SyncOrWithoutWindow_NoProducerAck()
    {
        var windowed = await _client.AddProducerAsync(_queue, window: 64 * 1024);
        await _client.RequestAsync(OpenWireClient.Text(windowed, 1, _queue));
        await _client.RequestAsync(new RemoveInfo { ObjectId = windowed });
        var plain = await _client.AddProducerAsync(_queue);
        await _client.SendAsync(OpenWireClient.Text(plain, 1, _queue));
        await _client.RequestAsync(OpenWireClient.Text(plain, 2, _queue));
        while (_client.Others.TryRead(out var other)) Assert.IsNotType<ProducerAck>(other);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_NothingThereNoWait_NullAtOnce(bool queue)
    {
        var consumer = await _client.AddConsumerAsync(queue ? _queue : _topic, prefetch: 0);
        await _client.SendAsync(new MessagePull { ConsumerId = consumer, Timeout = -1 });
        Assert.Null((await _client.ReceiveAsync()).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_NothingThereWithTimeout_NullWhenPassed(bool queue)
    {
        var consumer = await _client.AddConsumerAsync(queue ? _queue : _topic, prefetch: 0);
        await _client.SendAsync(new MessagePull { ConsumerId = consumer, Timeout = 50 });
        Assert.Null((await _client.ReceiveAsync()).Message);
    }

    [Theory]
    [InlineData(0L, true)]
    [InlineData(long.MaxValue, true)]
    [InlineData(0L, false)]
    [InlineData(long.MaxValue, false)]
    public async Task Pull_MessageComesLater_OneMessageForOnePull(long timeout, bool toQueue)
    {
        var destination = toQueue ? _queue : _topic;
        var consumer = await _client.AddConsumerAsync(destination, prefetch: 0);
        await _client.RequestAsync(new MessagePull { ConsumerId = consumer, Timeout = timeout });
        var producer = await _client.AddProducerAsync(destination);
        await _client.RequestAsync(OpenWireClient.Text(producer, 1, destination));
        await _client.RequestAsync(OpenWireClient.Text(producer, 2, destination));
        Assert.Equal(1, (await _client.ReceiveAsync()).Message!.Message.Id.ProducerSequence);
        await _client.RequestAsync(new SessionInfo { SessionId = new(_client.ConnectionId, 2) });
        Assert.Equal(0, _client.DispatchesWaiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_EarlierServedOneTimesOut_LaterOneIsNotEnded(bool toQueue)
    {
        var destination = toQueue ? _queue : _topic;
        var consumer = await _client.AddConsumerAsync(destination, prefetch: 0);
        var producer = await _client.AddProducerAsync(destination);
        await _client.RequestAsync(new MessagePull { ConsumerId = consumer, Timeout = (long)Moment.TotalMilliseconds });
        await _client.RequestAsync(OpenWireClient.Text(producer, 1, destination));
        Assert.NotNull((await _client.ReceiveAsync()).Message);
        await _client.RequestAsync(new MessagePull { ConsumerId = consumer, Timeout = 60_000 });
        // Another consumer's pull is the clock: when it has ended, the first one's time is long over.
        var other = await _client.AddConsumerAsync(Destination.Queue("CLOCK"), prefetch: 0);
        await _client.RequestAsync(new MessagePull { ConsumerId = other, Timeout = (long)(Moment * 2).TotalMilliseconds });
        Assert.Equal(other, (await _client.ReceiveAsync()).ConsumerId);
        Assert.Equal(0, _client.DispatchesWaiting);
        await _client.RequestAsync(OpenWireClient.Text(producer, 2, destination));
        Assert.Equal(2, (await _client.ReceiveAsync()).Message!.Message.Id.ProducerSequence);
    }

    [Fact]
    public async Task Pull_UnknownConsumer_Answered() =>
        await _client.RequestAsync(new MessagePull { ConsumerId = new(_client.ConnectionId, 1, 999), Timeout = -1 });

    [Fact]
    public async Task Remove_Consumer_ItsMessagesGoBack()
    {
        var producer = await _client.AddProducerAsync(_queue);
        await _client.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        var consumer = await _client.AddConsumerAsync(_queue);
        var first = await _client.ReceiveAsync();
        await _client.RequestAsync(new RemoveInfo { ObjectId = consumer, LastDeliveredSequenceId = RemoveInfo.UnknownLastDelivered });
        await _client.AddConsumerAsync(_queue);
        var second = await _client.ReceiveAsync();
        Assert.Equal(first.Message!.Message.Id, second.Message!.Message.Id);
        Assert.Equal(1, second.RedeliveryCounter);
    }

    [Fact]
    public async Task Remove_Session_ItsConsumersAndProducersGo()
    {
        await _client.AddProducerAsync(_queue);
        await _client.AddConsumerAsync(_queue);
        await _client.AddConsumerAsync(_topic);
        await _client.RequestAsync(new RemoveInfo { ObjectId = new SessionId(_client.ConnectionId, 1) });
        AssertNobodyLeft();
    }

    [Fact]
    public async Task Remove_Connection_EverythingGoes()
    {
        var temporary = new Destination(DestinationKind.TemporaryQueue, _client.ConnectionId + ":1");
        await _client.RequestAsync(new DestinationInfo { ConnectionId = _client.ConnectionId, Destination = temporary });
        await _client.AddProducerAsync(_queue);
        await _client.AddConsumerAsync(_queue);
        await _client.AddConsumerAsync(_topic);
        await _client.AddConsumerAsync(temporary);
        await _client.RequestAsync(new RemoveInfo { ObjectId = new ConnectionId(_client.ConnectionId) });
        AssertNobodyLeft();
        Assert.Equal(0, _broker.View.Router.ConnectionCount);
        await Eventually.TrueAsync(() => _broker.View.Router.Directory.FindQueue(temporary) is null, "The temporary queue is still there.");
    }

    [Fact]
    public async Task Subscribe_AfterOwnConnectionWasRemoved_Refused()
    {
        await _client.RequestAsync(new RemoveInfo { ObjectId = new ConnectionId(_client.ConnectionId) });
        await Assert.ThrowsAsync<RefusedException>(() => _client.AddConsumerAsync(_queue));
        Assert.Null(_broker.View.Router.Directory.FindQueue(_queue));
    }

    [Fact]
    public async Task Remove_UnknownThings_Answered()
    {
        await _client.RequestAsync(new RemoveInfo { ObjectId = new ConsumerId(_client.ConnectionId, 1, 999) });
        await _client.RequestAsync(new RemoveInfo { ObjectId = new ProducerId(_client.ConnectionId, 1, 999) });
        await _client.RequestAsync(new RemoveInfo { ObjectId = new SessionId(_client.ConnectionId, 999) });
    }

    [Fact]
    public async Task RemoveSubscription_Unknown_InvalidDestinationException()
    {
        var error = await _client.RefusedAsync(new RemoveSubscriptionInfo { ConnectionId = _client.ConnectionId, SubscriptionName = "none" });
        Assert.Equal("javax.jms.InvalidDestinationException", error.ClassName);
    }

    [Fact]
    public async Task RemoveSubscription_OfAnotherClient_InvalidClientIdException()
    {
        var error = await _client.RefusedAsync(new RemoveSubscriptionInfo { ConnectionId = _client.ConnectionId, ClientId = "somebody", SubscriptionName = "theirs" });
        Assert.Equal("javax.jms.InvalidClientIDException", error.ClassName);
        Assert.Contains("cannot remove the durable subscription theirs of client somebody", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepAlive_ResponseRequired_Echoed()
    {
        await _client.SendAsync(new KeepAliveInfo { CommandId = 5, ResponseRequired = true });
        var echoed = await _client.NextAsync<KeepAliveInfo>();
        Assert.False(echoed.ResponseRequired);
    }

    private void AssertNobodyLeft()
    {
        var directory = _broker.View.Router.Directory;
        Assert.Equal(0, directory.FindQueue(_queue)!.ConsumerCount);
        Assert.Equal(0, directory.FindQueue(_queue)!.Statistics.Producers);
        Assert.Equal(0, directory.FindTopic(_topic)?.ConsumerCount ?? 0);
    }

    private TransactionInfo Transaction(long value, TransactionAction action) => new()
    {
        ConnectionId = _client.ConnectionId,
        TransactionId = new LocalTransactionId(_client.ConnectionId, value),
        Action = action,
    };

    // It is still connected, and what it does next works.
    private async Task StillServedAsync() => await _client.AddConsumerAsync(Destination.Queue("STILL.SERVED"));

    private TransactionInfo Branch(TransactionAction action) => new()
    {
        ConnectionId = _client.ConnectionId,
        TransactionId = action == TransactionAction.Recover ? null : _branch,
        Action = action,
    };
}
