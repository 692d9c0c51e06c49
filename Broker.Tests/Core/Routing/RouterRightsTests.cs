using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class RouterRightsTests : IAsyncDisposable
{
    private static readonly User Ann = new("ann", UserRole.Client) { Groups = ["sales"] };
    private static readonly AuthorizationEntry[] Entries =
    [
        new() { Queue = "R.>", Read = "sales" },
        new() { Queue = "W.>", Write = "sales" },
        new() { Queue = "ALL.>", Read = "sales", Write = "sales", Admin = "sales" },
        new() { Topic = "T.>", Read = "sales", Write = "sales", Admin = "sales" },
    ];

    private readonly EngineFixture _engine = new();

    public RouterRightsTests() => Grant(Entries);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Consume_NoReadRight_RefusedInActiveMQsWords()
    {
        var error = await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().ConsumeAsync("W.1"));
        Assert.Equal("User ann is not authorized to read from: queue://W.1", error.Message);
    }

    [Fact]
    public async Task Browse_NoReadRight_Refused()
    {
        _engine.Queue("W.1");
        await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().ConsumeAsync(Destination.Queue("W.1"), browser: true));
    }

    [Fact]
    public async Task AddProducer_NoWriteRight_RefusedInActiveMQsWords()
    {
        _engine.Queue("R.1");
        var error = await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().AddProducerAsync(Destination.Queue("R.1")));
        Assert.Equal("User ann is not authorized to write to: queue://R.1", error.Message);
    }

    [Fact]
    public async Task Send_AnonymousProducerWithoutWriteRight_Refused()
    {
        _engine.Queue("R.1");
        await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().SendAsync("R.1"));
        Assert.Equal(0, _engine.Queue("R.1").Count);
    }

    [Fact]
    public async Task Send_ThroughAProducerOfAnotherDestination_RefusedAllTheSame()
    {
        _engine.Queue("R.1");
        var client = Connect();
        await client.AddProducerAsync(Destination.Queue("ALL.1"));
        await client.SendAsync("ALL.1");
        await Assert.ThrowsAsync<NotAuthorizedException>(() => client.SendAsync("R.1"));
        await client.SendAsync("ALL.1");
        Assert.Equal(2, _engine.Queue("ALL.1").Count);
    }

    [Fact]
    public async Task Send_ToANewQueueWithoutAdminRight_MayNotCreateIt()
    {
        var error = await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().SendAsync("W.new"));
        Assert.Equal("User ann is not authorized to create: queue://W.new", error.Message);
        Assert.Null(_engine.Directory.FindQueue(Destination.Queue("W.new")));
        _engine.Queue("W.new");
        await Connect().SendAsync("W.new");
    }

    [Fact]
    public async Task RemoveDestination_NoAdminRight_RefusedInActiveMQsWords()
    {
        _engine.Queue("R.1");
        _engine.Queue("ALL.1");
        var client = Connect();
        var error = await Assert.ThrowsAsync<NotAuthorizedException>(() => _engine.Router.RemoveDestinationAsync(client.State, Destination.Queue("R.1")).AsTask());
        Assert.Equal("User ann is not authorized to remove: queue://R.1", error.Message);
        await _engine.Router.RemoveDestinationAsync(client.State, Destination.Queue("ALL.1"));
        Assert.Null(_engine.Directory.FindQueue(Destination.Queue("ALL.1")));
    }

    [Fact]
    public async Task Send_CompositeWithOneForbiddenMember_NothingIsSent()
    {
        _engine.Queue("R.1");
        var error = await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().SendAsync("ALL.1,R.1"));
        Assert.Equal("User ann is not authorized to write to: queue://R.1", error.Message);
        Assert.Equal(0, _engine.Queue("ALL.1").Count);
    }

    [Fact]
    public async Task Send_InATransaction_CheckedWithTheSend()
    {
        _engine.Queue("R.1");
        var client = Connect();
        var transaction = client.Begin();
        await Assert.ThrowsAsync<NotAuthorizedException>(() => client.SendAsync("R.1", transaction: transaction));
        await client.CommitAsync(transaction);
        Assert.Equal(0, _engine.Queue("R.1").Count);
    }

    [Fact]
    public async Task Consume_Pattern_GetsOnlyWhatItMayRead()
    {
        var root = _engine.Connect(user: new("root", UserRole.Administrator));
        await root.SendAsync("R.old");
        await root.SendAsync("SECRET.old");
        var consumer = await Connect().ConsumeAsync(">");
        await root.SendAsync("R.new");
        await root.SendAsync("SECRET.new");
        await consumer.CountAsync(2);
        Assert.Equal(["R.new", "R.old"], consumer.Messages.Select(message => message.Destination.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, _engine.Queue("SECRET.old").Count);
    }

    [Fact]
    public async Task Consume_PatternOfTopics_GetsOnlyWhatItMayRead()
    {
        var root = _engine.Connect(user: new("root", UserRole.Administrator));
        var consumer = await Connect().ConsumeAsync(Destination.Topic(">"));
        await root.SendAsync(root.Create(Destination.Topic("SECRET")));
        await root.SendAsync(root.Create(Destination.Topic("T.1")));
        Assert.Equal(["T.1"], consumer.Messages.Select(message => message.Destination.Name));
    }

    [Fact]
    public async Task Consume_PatternOfNothingReadable_Refused() =>
        await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().ConsumeAsync("W.>"));

    [Fact]
    public async Task ConsumeDurably_Pattern_HasToBeReadableAsAWhole()
    {
        await Assert.ThrowsAsync<NotAuthorizedException>(() => Connect().ConsumeAsync(Destination.Topic(">"), subscriptionName: "S"));
        await Connect().ConsumeAsync(Destination.Topic("T.*"), subscriptionName: "S");
    }

    [Fact]
    public async Task UnsubscribeDurable_NoReadRight_Refused()
    {
        var client = Connect();
        var consumer = await client.ConsumeAsync(Destination.Topic("T.1"), subscriptionName: "S");
        consumer.Close();
        Grant();
        await Assert.ThrowsAsync<NotAuthorizedException>(() => _engine.Router.UnsubscribeDurableAsync(client.State, client.State.Client.ClientId, "S").AsTask());
        Grant(Entries);
        await _engine.Router.UnsubscribeDurableAsync(client.State, client.State.Client.ClientId, "S");
        Assert.Empty(_engine.Directory.DurableSubscriptions);
    }

    [Fact]
    public async Task Temporary_OwnAndOthers_OwnAlwaysOthersByRights()
    {
        _engine.Authorization.Adopt(new(new() { Enabled = true, TemporaryDestinations = new() { Admin = "*" } }, 1, "test", At: null));
        var (owner, other) = (Connect(), Connect());
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:1:1");
        _engine.Router.AddDestination(owner.State, temporary);
        await owner.ConsumeAsync(temporary);
        await owner.SendAsync(owner.Create(temporary));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => other.SendAsync(other.Create(temporary)));
        _engine.Authorization.Adopt(new(new() { Enabled = true }, 2, "test", At: null));
        await other.SendAsync(other.Create(temporary));
    }

    [Fact]
    public async Task Replace_WhileConnected_HoldsFromTheNextOperationOn()
    {
        var client = Connect();
        await client.AddProducerAsync(Destination.Queue("ALL.1"));
        await client.SendAsync("ALL.1");
        Grant(new AuthorizationEntry { Queue = "ALL.>", Read = "sales" });
        await Assert.ThrowsAsync<NotAuthorizedException>(() => client.SendAsync("ALL.1"));
        Grant(Entries);
        await client.SendAsync("ALL.1");
        Assert.Equal(2, _engine.Queue("ALL.1").Count);
    }

    [Fact]
    public async Task Consume_Advisories_NobodyNeedsAnEntry() =>
        await _engine.Connect(user: AnonymousRules.Nobody).ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.>"));

    [Fact]
    public void Require_SchedulerWithoutAdminRight_Refused()
    {
        var client = Connect();
        var scheduler = Destination.Topic("ActiveMQ.Scheduler.Management");
        var error = Assert.Throws<NotAuthorizedException>(() => _engine.Router.Require(client.State, scheduler, DestinationAction.Administer));
        Assert.Equal("User ann is not authorized to administer: topic://ActiveMQ.Scheduler.Management", error.Message);
        Grant(new AuthorizationEntry { Topic = scheduler.Name, Admin = "sales" });
        _engine.Router.Require(client.State, scheduler, DestinationAction.Administer);
    }

    private TestClient Connect() => _engine.Connect(user: Ann);

    private void Grant(params AuthorizationEntry[] entries) =>
        _engine.Authorization.Adopt(new(new() { Enabled = true, Entries = entries }, _engine.Authorization.Stored.Version + 1, "test", At: null));
}
