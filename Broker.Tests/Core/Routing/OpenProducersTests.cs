using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

/// <summary>Producers whose destination is deleted and made again under them.</summary>
public sealed class OpenProducersTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(DestinationKind.Queue)]
    [InlineData(DestinationKind.Topic)]
    public async Task Delete_ProducerStaysOpen_IsCountedByTheNext(DestinationKind kind)
    {
        var destination = new Destination(kind, "D");
        var (client, other) = (_engine.Connect(), _engine.Connect());
        await client.AddProducerAsync(destination);
        await _engine.Router.RemoveDestinationAsync(connection: null, destination);
        Assert.Null(Producers(destination));
        await other.AddProducerAsync(destination);
        Assert.Equal(2, Producers(destination));
        await _engine.Router.RemoveDestinationAsync(connection: null, destination);
        await client.SendAsync(client.Create(destination));
        Assert.Equal(2, Producers(destination));
        client.Disconnect();
        other.Disconnect();
        Assert.Equal(0, Producers(destination));
    }

    [Fact]
    public async Task Delete_ProducerClosesBeforeTheNextIsMade_IsNotCounted()
    {
        var client = _engine.Connect();
        await client.AddProducerAsync(Destination.Queue("D"));
        await _engine.Router.RemoveDestinationAsync(connection: null, Destination.Queue("D"));
        client.Disconnect();
        Assert.Equal(0, _engine.Queue("D").Statistics.Producers);
    }

    [Fact]
    public async Task Add_Composite_IsCountedByEachMember()
    {
        var client = _engine.Connect();
        await client.AddProducerAsync(Destination.Queue("A,topic://B"));
        Assert.Equal((1, 1), (Producers(Destination.Queue("A")), Producers(Destination.Topic("B"))));
        client.Disconnect();
        Assert.Equal((0, 0), (Producers(Destination.Queue("A")), Producers(Destination.Topic("B"))));
    }

    private int? Producers(Destination destination) => destination.IsQueue
        ? _engine.Directory.FindQueue(destination)?.Statistics.Producers
        : _engine.Directory.FindTopic(destination)?.Statistics.Producers;
}
