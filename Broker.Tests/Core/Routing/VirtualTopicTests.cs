using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Core.Routing;

public sealed class VirtualTopicTests
{
    private static readonly Destination _topic = Destination.Topic("VirtualTopic.X");

    [Fact]
    public async Task Send_QueuesOfTheTopic_EachKeepsACopyAndTheTopicPublishes()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        engine.Queue("Consumer.B.VirtualTopic.X");
        engine.Queue("Consumer.A.VirtualTopic.Y");
        var plain = await client.ConsumeAsync(_topic);
        var sent = await client.SendAsync(client.Create(_topic));
        var copy = Assert.Single((await client.ConsumeAsync("Consumer.A.VirtualTopic.X")).Messages);
        Assert.Equal((sent.Id, Destination.Queue("Consumer.A.VirtualTopic.X"), _topic), (copy.Id, copy.Destination, copy.OriginalDestination));
        Assert.Equal(1, engine.Queue("Consumer.B.VirtualTopic.X").Count);
        Assert.Equal(0, engine.Queue("Consumer.A.VirtualTopic.Y").Count);
        var published = Assert.Single(plain.Messages);
        Assert.Equal((_topic, null), (published.Destination, published.OriginalDestination));
        Assert.Equal(2, engine.Directory.FindTopic(_topic)!.Statistics.Forwarded);
    }

    [Fact]
    public async Task Send_Persistent_IsOneOperationOfTheStore()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence);
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        engine.Queue("Consumer.B.VirtualTopic.X");
        await client.SendAsync(client.Create(_topic));
        Assert.Equal(0, persistence.Appends);
        persistence.Refusal = new("broken");
        await Assert.ThrowsAnyAsync<IOException>(() => client.SendAsync(client.Create(_topic)));
        Assert.Equal((1, 1), (engine.Queue("Consumer.A.VirtualTopic.X").Count, engine.Queue("Consumer.B.VirtualTopic.X").Count));
    }

    [Fact]
    public async Task Send_InATransaction_IsThereWithItsCommitAlone()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        var (kept, dropped) = (client.Begin(), client.Begin());
        await client.SendAsync(client.Create(_topic, transaction: kept));
        await client.SendAsync(client.Create(_topic, transaction: dropped));
        Assert.Equal(0, engine.Queue("Consumer.A.VirtualTopic.X").Count);
        client.Rollback(dropped);
        await client.CommitAsync(kept);
        Assert.Equal([1], (await client.ConsumeAsync("Consumer.A.VirtualTopic.X")).Numbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_QueueMadeAndRemovedMeanwhile_GetsWhatIsSentWhileItIsThere(bool persistent)
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync(client.Create(_topic, persistent));
        var consumer = await client.ConsumeAsync("Consumer.A.VirtualTopic.X");
        await client.SendAsync(client.Create(_topic, persistent));
        Assert.Equal([2], consumer.Numbers);
        await consumer.AcknowledgeAsync(consumer.Messages[0]);
        consumer.Close();
        await engine.Router.RemoveDestinationAsync(connection: null, Destination.Queue("Consumer.A.VirtualTopic.X"));
        await client.SendAsync(client.Create(_topic, persistent));
        Assert.Null(engine.Directory.FindQueue(Destination.Queue("Consumer.A.VirtualTopic.X")));
    }

    [Fact]
    public async Task Send_WildcardConsumer_HasAQueueForEachTopicAlsoWhileItIsAway()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var wildcard = await client.ConsumeAsync("Consumer.A.VirtualTopic.>");
        await client.SendAsync(client.Create(_topic));
        Assert.Equal([1], wildcard.Numbers);
        await wildcard.AcknowledgeAsync(wildcard.Messages[0]);
        wildcard.Close();
        await client.SendAsync(client.Create(Destination.Topic("VirtualTopic.Late.One")));
        Assert.Equal([2], (await client.ConsumeAsync("Consumer.A.VirtualTopic.>")).Numbers);
    }

    [Fact]
    public async Task Send_WildcardRemoved_NoMoreQueues()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        (await client.ConsumeAsync("Consumer.A.VirtualTopic.>")).Close();
        await engine.Router.RemoveDestinationAsync(connection: null, Destination.Queue("Consumer.A.VirtualTopic.>"));
        await client.SendAsync(client.Create(_topic));
        Assert.Empty(engine.Directory.Queues);
    }

    [Fact]
    public async Task Send_ConsumersOfOtherQueuesByPattern_SpeakForNone()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        foreach (var pattern in (string[])[">", "Consumer.>", "Consumer.*.VirtualTopic.X", "Other.A.VirtualTopic.>"]) await client.ConsumeAsync(pattern);
        await client.SendAsync(client.Create(_topic));
        Assert.Empty(engine.Directory.Queues);
        Assert.Empty(engine.Directory.QueuePatterns);
    }

    [Fact]
    public async Task Reopen_EmptyQueuesAndWildcards_KeepReceiving()
    {
        using var directory = new TemporaryDirectory();
        var (before, _) = await JournalFixture.OpenAsync(directory);
        await using (var engine = new EngineFixture(before))
        {
            var client = engine.Connect();
            (await client.ConsumeAsync("Consumer.A.VirtualTopic.X")).Close();
            (await client.ConsumeAsync("Consumer.B.VirtualTopic.>")).Close();
        }

        var (after, _) = await JournalFixture.OpenAsync(directory);
        await using var again = new EngineFixture(after);
        var producer = again.Connect("ID:again");
        await producer.SendAsync(producer.Create(_topic));
        await (await producer.ConsumeAsync("Consumer.A.VirtualTopic.X")).CountAsync(1);
        await (await producer.ConsumeAsync("Consumer.B.VirtualTopic.>")).CountAsync(1);
    }

    [Fact]
    public async Task Send_SeveralDefinitions_EachFeedsItsQueues()
    {
        await using var engine = Engine(
            new() { Name = "Orders.>", Prefix = "", Postfix = ".Of.*" },
            new() { Name = "Orders.Eu", Prefix = "Q." });
        var client = engine.Connect();
        string[] queues = ["Orders.Eu.Of.A", "Q.Orders.Eu", "Consumer.A.Orders.Eu"];
        foreach (var queue in queues) engine.Queue(queue);
        await client.SendAsync(client.Create(Destination.Topic("Orders.Eu")));
        Assert.Equal([1, 1, 0], queues.Select(queue => engine.Queue(queue).Count));
    }

    [Fact]
    public async Task Send_SwitchedOff_FeedsNothing()
    {
        await using var engine = new EngineFixture(options: EngineFixture.Options with { VirtualDestinations = new() { UseVirtualTopics = false } });
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        await client.SendAsync(client.Create(_topic));
        Assert.Equal(0, engine.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Send_FromAnotherBroker_IsLeftOutWhenLocal(bool local, int expected)
    {
        await using var engine = Engine(new VirtualTopicOptions { Local = local });
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        var message = client.Create(_topic);
        message.BrokerPath = ["ID:other"];
        await client.SendAsync(message);
        Assert.Equal(expected, engine.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Send_SelectorAware_QueueGetsWhatItsConsumersWantedAlsoAfterReopen()
    {
        using var directory = new TemporaryDirectory();
        var (before, _) = await JournalFixture.OpenAsync(directory);
        await using (var engine = EngineOn(before, new VirtualTopicOptions { SelectorAware = true }))
        {
            var client = engine.Connect();
            engine.Queue("Consumer.Never.VirtualTopic.X");
            var red = await client.ConsumeAsync("Consumer.A.VirtualTopic.X", selector: "color = 'red'");
            (await client.ConsumeAsync("Consumer.A.VirtualTopic.X", selector: "color = 'blue'")).Close();
            await client.ConsumeAsync("Consumer.All.VirtualTopic.X");
            foreach (var color in (string[])["red", "green", "blue"]) await client.SendAsync(client.Create(_topic, color: color));
            await red.CountAsync(1);
            Assert.Equal([1], red.Numbers);
            Assert.Equal(2, engine.Queue("Consumer.A.VirtualTopic.X").Count);
            Assert.Equal(3, engine.Queue("Consumer.All.VirtualTopic.X").Count);
            Assert.Equal(3, engine.Queue("Consumer.Never.VirtualTopic.X").Count);
        }

        var (after, _) = await JournalFixture.OpenAsync(directory);
        await using var again = EngineOn(after, new VirtualTopicOptions { SelectorAware = true });
        await again.Directory.LoadAsync(CancellationToken.None);
        var producer = again.Connect("ID:again");
        foreach (var color in (string[])["green", "blue"]) await producer.SendAsync(producer.Create(_topic, color: color));
        Assert.Equal(3, again.Queue("Consumer.A.VirtualTopic.X").Count);
        await again.Router.RemoveDestinationAsync(connection: null, Destination.Queue("Consumer.A.VirtualTopic.X"));
        again.Queue("Consumer.A.VirtualTopic.X");
        await producer.SendAsync(producer.Create(_topic, color: "green"));
        Assert.Equal(1, again.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Send_SelectorAwareWildcardConsumer_CountsForEachOfItsQueues()
    {
        await using var engine = Engine(new VirtualTopicOptions { SelectorAware = true });
        var client = engine.Connect();
        var wildcard = await client.ConsumeAsync("Consumer.A.VirtualTopic.>", selector: "color = 'red'");
        await client.SendAsync(client.Create(_topic, color: "green"));
        await client.SendAsync(client.Create(_topic, color: "red"));
        Assert.Equal([2], wildcard.Numbers);
        Assert.Equal(1, engine.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Subscribe_SelectorNotStored_IsRefusedAndDecidesNothing()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = EngineOn(persistence, new VirtualTopicOptions { SelectorAware = true });
        var client = engine.Connect();
        persistence.Refusal = new("broken");
        await Assert.ThrowsAnyAsync<IOException>(() => client.ConsumeAsync("Consumer.A.VirtualTopic.X", selector: "color = 'red'"));
        persistence.Refusal = null;
        await client.SendAsync(client.Create(_topic, color: "green"));
        Assert.Equal(1, engine.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Subscribe_HomeOfTheSelectors_IsRefused()
    {
        await using var engine = new EngineFixture();
        await Assert.ThrowsAsync<InvalidDestinationException>(() => engine.Connect().ConsumeAsync("ActiveMQ.VirtualTopic.Selectors"));
    }

    [Fact]
    public async Task Send_ToAPattern_IsRefused()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        engine.Queue("Consumer.A.VirtualTopic.X");
        await Assert.ThrowsAsync<InvalidDestinationException>(() => client.SendAsync(client.Create(Destination.Topic("VirtualTopic.>"))));
        Assert.Equal(0, engine.Queue("Consumer.A.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Send_WildcardConsumerOfADefinitionWithPostfix_HasAQueueForEachTopic()
    {
        await using var engine = Engine(new VirtualTopicOptions { Name = "Orders.>", Prefix = "", Postfix = ".Of.*" });
        var client = engine.Connect();
        var wildcard = await client.ConsumeAsync("Orders.*.Of.A");
        await client.SendAsync(client.Create(Destination.Topic("Orders.Eu")));
        Assert.Equal(Destination.Queue("Orders.Eu.Of.A"), Assert.Single(wildcard.Messages).Destination);
    }

    private static EngineFixture Engine(params VirtualTopicOptions[] topics) => EngineOn(new MemoryPersistenceAdapter(), topics);

    private static EngineFixture EngineOn(IPersistenceAdapter persistence, params VirtualTopicOptions[] topics) =>
        new(persistence, options: EngineFixture.Options with { VirtualDestinations = new() { VirtualTopics = topics } });
}
