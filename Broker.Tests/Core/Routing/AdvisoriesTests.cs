using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class AdvisoriesTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Consumers_ComingAndGoing_AreCounted()
    {
        var listener = await ListenAsync("Consumer.Queue.Q");
        var client = _engine.Connect();
        await client.ConsumeAsync("Q");
        var second = await client.ConsumeAsync("Q");
        second.Close();
        Assert.Equal([1, 2, 1], listener.Messages.Select(message => PropertyOf(message, "consumerCount")));
        Assert.Equal([true, true, false], listener.Messages.Select(message => ((Advisory)message.DataStructure!).Added));
        Assert.Equal("Advisory", listener.Messages[0].Type);
        Assert.Equal("broker", PropertyOf(listener.Messages[0], "originBrokerName"));
    }

    [Fact]
    public async Task Producers_ComingAndGoing_AreCounted()
    {
        var listener = await ListenAsync("Producer.Topic.T");
        var client = _engine.Connect();
        await client.AddProducerAsync(Destination.Topic("T"));
        client.Disconnect();
        Assert.Equal([1, 0], listener.Messages.Select(message => PropertyOf(message, "producerCount")));
    }

    [Fact]
    public async Task Connections_ComingAndGoing_AreTold()
    {
        var listener = await ListenAsync("Connection");
        var before = listener.Messages.Count;
        var client = _engine.Connect();
        client.Disconnect();
        var told = listener.Messages[before..].ConvertAll(message => (Advisory.OfConnection)message.DataStructure!);
        Assert.Equal([true, false], told.Select(advisory => advisory.Added));
        Assert.All(told, advisory => Assert.Same(client.State.Client, advisory.Client));
    }

    [Fact]
    public async Task Destinations_Added_AreTold()
    {
        var queues = await ListenAsync("Queue");
        var temporary = await ListenAsync("TempQueue");
        var client = _engine.Connect();
        await client.SendAsync("New");
        _engine.Router.AddDestination(client.State, new(DestinationKind.TemporaryQueue, "ID:t"));
        client.Disconnect();
        Assert.Equal(Destination.Queue("New"), ((Advisory.OfDestination)Assert.Single(queues.Messages).DataStructure!).Destination);
        Assert.Equal([true, false], temporary.Messages.Select(message => ((Advisory)message.DataStructure!).Added));
    }

    [Fact]
    public async Task Subscribe_StateThereAlready_IsReplayedToTheNewcomerAlone()
    {
        var early = await ListenAsync("Consumer.Queue.>");
        var client = _engine.Connect();
        await client.ConsumeAsync("Q");
        var late = await ListenAsync("Consumer.Queue.>");
        Assert.Single(early.Messages);
        var replayed = Assert.Single(late.Messages);
        Assert.Equal(late.Id, replayed.TargetConsumer);
        Assert.Equal("ActiveMQ.Advisory.Consumer.Queue.Q", replayed.Destination.Name);
    }

    [Fact]
    public async Task Nobody_Listens_NothingIsMade()
    {
        var client = _engine.Connect();
        await client.ConsumeAsync("Q");
        await client.AddProducerAsync(Destination.Queue("Q"));
        client.Disconnect();
        Assert.Empty(_engine.Directory.Topics);
        Assert.Equal(0, _engine.Statistics.Enqueued);
    }

    private Task<TestConsumer> ListenAsync(string what) => _engine.Connect().ConsumeAsync(Destination.Topic("ActiveMQ.Advisory." + what));

    private static object? PropertyOf(Message message, string name) =>
        MessageProperties.ReadAll(message.Properties).First(property => property.Key == name).Value;
}
