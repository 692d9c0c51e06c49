using System.Threading.Tasks.Sources;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Core.Protocols;

/// <summary>What a failover client does when its connection breaks: it comes back under the same ids and asks again.</summary>
public sealed class FailoverReplayTests
{
    private readonly Destination _queue = Destination.Queue("REPLAYED");

    [Fact]
    public async Task Reconnect_SameConnectionId_OlderIsClosed()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var first = await broker.OpenClientAsync();
        await first.AddConsumerAsync(_queue);
        await using var second = await ReconnectAsync(broker, first);
        await first.Closed.WaitAsync(Eventually.Patience);
        Assert.Equal(1, broker.View.Router.ConnectionCount);
        Assert.Equal(0, broker.View.Router.Directory.FindQueue(_queue)!.ConsumerCount);
        await second.AddConsumerAsync(_queue);
        Assert.Equal(1, broker.View.Router.Directory.FindQueue(_queue)!.ConsumerCount);
    }

    [Fact]
    public async Task Reconnect_UnansweredSendRepeated_AnsweredAndStoredOnce()
    {
        await using var broker = await BrokerFixture.StartAsync();
        var first = await broker.OpenClientAsync();
        var producer = await first.AddProducerAsync(_queue);
        await first.RequestAsync(OpenWireClient.Text(producer, 1, _queue, "one"));
        // The answer to the second is lost with the connection.
        await first.RequestAsync(OpenWireClient.Text(producer, 2, _queue, "two"));
        await first.DisposeAsync();

        await using var second = await ReconnectAsync(broker, first);
        await second.RequestAsync(new ProducerInfo { ProducerId = producer, Destination = _queue });
        await second.RequestAsync(OpenWireClient.Text(producer, 2, _queue, "two"));
        Assert.Equal(2, broker.View.Router.Directory.FindQueue(_queue)!.Count);
        await second.RequestAsync(OpenWireClient.Text(producer, 3, _queue, "three"));
        Assert.Equal(3, broker.View.Router.Directory.FindQueue(_queue)!.Count);
    }

    // A client replays its state and its unanswered send in one piece, and then waits: what is left lying, it never asks for again.
    [Fact]
    public async Task Reconnect_ProducerIsReadyAtTheVeryMomentItIsWaitedFor_SendBehindItIsTaken()
    {
        var store = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var broker = await BrokerFixture.StartAsync(createPersistence: () => store);
        await using var first = await broker.OpenClientAsync();
        await using var second = await ReconnectAsync(broker, first);
        await second.RequestAsync(new SessionInfo { SessionId = new(second.ConnectionId, 1) });
        var producer = new ProducerId(second.ConnectionId, 1, 1);
        store.InPlaceOfFlush = static () => new ValueTask(new EndOfBatch(), 0);
        var announced = second.Encode(new ProducerInfo { ProducerId = producer, Destination = _queue });
        await second.WriteAsync([.. announced, .. second.Encode(OpenWireClient.Text(producer, 1, _queue))]);
        await Eventually.TrueAsync(() => CountOf(broker, _queue) == 1, "The send behind the producer was left lying.");
    }

    [Fact]
    public async Task Reconnect_StateReplayedTwice_IsTakenOnce()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var client = await broker.OpenClientAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.RequestAsync(client.Introduction());
            await client.RequestAsync(new SessionInfo { SessionId = new(client.ConnectionId, 1) });
            await client.RequestAsync(new ProducerInfo { ProducerId = new(client.ConnectionId, 1, 1), Destination = _queue });
            await client.RequestAsync(new ConsumerInfo { ConsumerId = new(client.ConnectionId, 1, 1), Destination = _queue, PrefetchSize = 1 });
        }

        var queue = broker.View.Router.Directory.FindQueue(_queue)!;
        Assert.Equal((1, 1), (queue.ConsumerCount, queue.Statistics.Producers));
        Assert.Equal(1, broker.View.Router.ConnectionCount);
    }

    [Fact]
    public async Task Reconnect_LateAcknowledge_IgnoredAndMessageComesAgain()
    {
        await using var broker = await BrokerFixture.StartAsync();
        var first = await broker.OpenClientAsync();
        var producer = await first.AddProducerAsync(_queue);
        await first.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        var consumer = await first.AddConsumerAsync(_queue);
        var received = await first.ReceiveAsync();
        await first.DisposeAsync();

        await using var second = await ReconnectAsync(broker, first);
        await second.RequestAsync(new ConsumerInfo { ConsumerId = consumer, Destination = _queue, PrefetchSize = 0 });
        await second.AcknowledgeAsync(received);
        await second.SendAsync(new MessagePull { ConsumerId = consumer, Timeout = 0 });
        var again = await second.ReceiveAsync();
        Assert.Equal(received.Message!.Message.Id, again.Message!.Message.Id);
        await second.AcknowledgeAsync(again);
        Assert.Equal(0, broker.View.Router.Directory.FindQueue(_queue)!.Count);
    }

    [Fact]
    public async Task Reconnect_SendStillParkedForSpace_StoredOnce()
    {
        using var directory = new TemporaryDirectory();
        await using var broker = await BrokerFixture.StartAsync(createPersistence: () => new JournalPersistenceAdapter(
            new() { Directory = directory.Path, SegmentSizeBytes = 4096, StoreLimitBytes = 64 * 1024 }, MasterTenure.Unlimited(TimeProvider.System)));
        var first = await broker.OpenClientAsync();
        var ballast = Destination.Queue("BALLAST");
        var other = await first.AddProducerAsync(ballast);
        for (var i = 1; i <= 30; i++) await first.RequestAsync(OpenWireClient.Text(other, i, ballast, new string('x', 1000)));
        var producer = await first.AddProducerAsync(_queue);
        var sequence = 0L;
        Task<Response> sent;
        do
        {
            sent = await first.BeginRequestAsync(OpenWireClient.Text(producer, ++sequence, _queue, new string('x', 1000)));
            await Eventually.TrueAsync(() => sent.IsCompleted || broker.View.Statistics.BlockedProducers == 1, "It is neither stored nor parked.");
        }
        while (sent.IsCompletedSuccessfully);

        Assert.False(sent.IsCompleted, "A send was refused.");

        await using var second = await ReconnectAsync(broker, first);
        await second.RequestAsync(new ProducerInfo { ProducerId = producer, Destination = _queue });
        var repeated = await second.BeginRequestAsync(OpenWireClient.Text(producer, sequence, _queue, new string('x', 1000)));
        await broker.View.Router.Directory.FindQueue(ballast)!.PurgeAsync(CancellationToken.None);
        await repeated.WaitAsync(Eventually.Patience);
        await Eventually.TrueAsync(() => broker.View.Statistics.BlockedProducers == 0, "The parked send is still waiting for space.");
        Assert.Equal(sequence, broker.View.Router.Directory.FindQueue(_queue)!.Count);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task TakeOver_SendsRepeatedOnTheNextNode_AreAnsweredAndNotStoredAgain()
    {
        using var directory = new TemporaryDirectory();
        IPersistenceAdapter Open() => new JournalPersistenceAdapter(new() { Directory = directory.Path }, MasterTenure.Unlimited(TimeProvider.System));
        var first = await BrokerFixture.StartAsync(createPersistence: Open);
        await using var before = await first.OpenClientAsync();
        var producer = await before.AddProducerAsync(_queue);
        await before.AddConsumerAsync(_queue);
        await before.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        // Consumed, so that nothing but the producer's number is left of it.
        await before.AcknowledgeAsync(await before.ReceiveAsync());
        await before.RequestAsync(OpenWireClient.Text(producer, 2, Destination.Queue("A,B")));
        await first.DisposeAsync();

        await using var second = await BrokerFixture.StartAsync(createPersistence: Open);
        await using var after = await ReconnectAsync(second, before);
        await after.RequestAsync(new ProducerInfo { ProducerId = producer, Destination = _queue });
        await after.RequestAsync(OpenWireClient.Text(producer, 1, _queue));
        await after.RequestAsync(OpenWireClient.Text(producer, 2, Destination.Queue("A,B")));
        await after.RequestAsync(OpenWireClient.Text(producer, 3, _queue));
        Assert.Equal((1, 1, 1), (CountOf(second, _queue), CountOf(second, Destination.Queue("A")), CountOf(second, Destination.Queue("B"))));
    }

    [Fact]
    public async Task TakeOver_OpenTransactionReplayed_IsStoredOnceByItsCommit()
    {
        using var directory = new TemporaryDirectory();
        IPersistenceAdapter Open() => new JournalPersistenceAdapter(new() { Directory = directory.Path }, MasterTenure.Unlimited(TimeProvider.System));
        var first = await BrokerFixture.StartAsync(createPersistence: Open);
        await using var before = await first.OpenClientAsync();
        var producer = await before.AddProducerAsync(_queue);
        await TransactAsync(before, producer, from: 1, to: 3, number: 1, commit: true);
        await TransactAsync(before, producer, from: 4, to: 6, number: 2, commit: false);
        await first.DisposeAsync();

        await using var second = await BrokerFixture.StartAsync(createPersistence: Open);
        await using var after = await ReconnectAsync(second, before);
        // A short-lived producer is announced again for its transaction alone.
        await after.RequestAsync(new ProducerInfo { ProducerId = producer, Destination = _queue });
        await TransactAsync(after, producer, from: 4, to: 6, number: 2, commit: true);
        await after.RequestAsync(new RemoveInfo { ObjectId = producer });
        Assert.Equal(6, CountOf(second, _queue));
    }

    [Fact]
    public async Task TakeOver_TransactionWhoseAcknowledgementsWereLost_IsRolledBackByItsCommit()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var before = await broker.OpenClientAsync();
        var producer = await before.AddProducerAsync(_queue);
        await TransactAsync(before, producer, from: 1, to: 0, number: 1, commit: true);

        await using var after = await ReconnectAsync(broker, before);
        var error = await Assert.ThrowsAsync<RefusedException>(() => TransactAsync(after, producer, from: 1, to: 0, number: 2, commit: true));
        Assert.Contains("its acknowledgements were lost", error.Message, StringComparison.Ordinal);
    }

    private async Task TransactAsync(OpenWireClient client, ProducerId producer, int from, int to, int number, bool commit)
    {
        var id = new LocalTransactionId(client.ConnectionId, number);
        await client.RequestAsync(new TransactionInfo { ConnectionId = client.ConnectionId, TransactionId = id, Action = TransactionAction.Begin });
        for (var sequence = from; sequence <= to; sequence++)
        {
            var text = OpenWireClient.Text(producer, sequence, _queue);
            text.Message.Transaction = id;
            await client.RequestAsync(text);
        }

        if (!commit) return;
        await client.RequestAsync(new TransactionInfo { ConnectionId = client.ConnectionId, TransactionId = id, Action = TransactionAction.CommitOnePhase });
    }

    private static long CountOf(BrokerFixture broker, Destination queue) => broker.View.Router.Directory.FindQueue(queue)?.Count ?? 0;

    private static Task<OpenWireClient> ReconnectAsync(BrokerFixture broker, OpenWireClient first) => OpenWireClient.OpenAsync(
        broker.Address,
        first.ConnectionId,
        info => (info.ClientId, info.FaultTolerant, info.FailoverReconnect) = (first.ClientId, true, true));

    /// <summary>Not done when it is waited for, and done before the waiter's caller looks again.</summary>
    private sealed class EndOfBatch : IValueTaskSource, IThreadPoolWorkItem
    {
        private Action? _continue;

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void GetResult(short token)
        {
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _continue = () => continuation(state);
            Assert.True(WorkBatch.TryDefer(this));
        }

        public void Execute() => _continue!();
    }
}
