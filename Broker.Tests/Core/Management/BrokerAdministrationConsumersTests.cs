using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Management;

/// <summary>Views of consumers and message groups, and the commands on groups.</summary>
public sealed class BrokerAdministrationConsumersTests : IAsyncDisposable
{
    private static readonly User _viewer = new("v", UserRole.Viewer);
    private static readonly User _operator = new("o", UserRole.Operator);

    private readonly EngineFixture _engine = new();
    private readonly BrokerAdministration _administration;

    public BrokerAdministrationConsumersTests()
    {
        _administration = new(new BrokerOptions { NodeName = "node" }, new NodeState(new(), _engine.Time), _engine.Time);
        _administration.Attach(new(_engine.Router, _engine.Statistics, _engine.Memory, _engine.Persistence, new(0, 0, 0, [], TimeSpan.Zero), []));
    }

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task ListConsumers_OfAQueue_TellsWhatEachIsDoing()
    {
        var client = _engine.Connect(clientId: "C");
        var consumer = await client.ConsumeAsync("Q", prefetch: 2, selector: "n > 0", priority: 3, exclusive: true);
        await client.ConsumeAsync(Destination.Topic("T"));
        await client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Queue"));
        await client.SendManyAsync("Q", 3);
        for (var i = 0; i < 2; i++) _engine.Router.CheckConsumers();
        var view = Assert.Single(_administration.ListConsumers("queue://Q", 0, 10).Items);
        Assert.Equal(
            new()
            {
                ConsumerId = consumer.Id.ToString(),
                ClientId = "C",
                Destination = "queue://Q",
                Prefetch = 2,
                InFlight = 2,
                Priority = 3,
                Exclusive = true,
                Selector = "n > 0",
                IsSlow = true,
            },
            view);
        Assert.Equal(2, _administration.ListConsumers(null, 0, 10).Total);
        Assert.Single(_administration.ListConsumers(null, 1, 10).Items);
        Assert.Equal(1, _administration.FindQueue("Q")!.SlowConsumers);
    }

    [Fact]
    public async Task ListConsumers_TopicWithABacklog_TellsWhatWaits()
    {
        var client = _engine.Connect();
        await client.ConsumeAsync(Destination.Topic("T"), prefetch: 1);
        for (var i = 0; i < 3; i++) await client.SendAsync(client.Create(Destination.Topic("T")));
        var view = Assert.Single(_administration.ListConsumers("topic://T", 0, 10).Items);
        Assert.Equal((1, 2), (view.InFlight, view.Waiting));
    }

    [Fact]
    public async Task ListMessageGroups_Owned_TellsTheOwners()
    {
        var client = _engine.Connect();
        var consumer = await client.ConsumeAsync("Q");
        await SendAsync(client, "B");
        await SendAsync(client, "A");
        Assert.Equal(
            [new("A", consumer.Id.ToString(), 1), new("B", consumer.Id.ToString(), 1)],
            _administration.ListMessageGroups("Q", 0, 10).Items);
        Assert.Equal("B", Assert.Single(_administration.ListMessageGroups("Q", 1, 10).Items).GroupId);
        Assert.Equal(2, _administration.FindQueue("Q")!.MessageGroups);
        Assert.Empty(_administration.ListMessageGroups("none", 0, 10).Items);
    }

    [Fact]
    public async Task ReleaseMessageGroups_ByAnOperator_HaveNewOwners()
    {
        var client = _engine.Connect();
        var first = await client.ConsumeAsync("Q");
        foreach (var group in "AB") await SendAsync(client, $"{group}");
        await first.AcknowledgeAsync(first.Messages[^1], count: 2);
        var second = await client.ConsumeAsync("Q");
        await _administration.ReleaseMessageGroupAsync(_operator, "Q", "A", CancellationToken.None);
        await SendAsync(client, "A");
        Assert.Equal("A", Assert.Single(second.Messages).GroupId);
        Assert.Equal(2, await _administration.ReleaseAllMessageGroupsAsync(_operator, "Q", CancellationToken.None));
    }

    [Fact]
    public async Task ReleaseMessageGroup_NotPossible_SaysWhy()
    {
        _engine.Queue("Q");
        await AssertRefusedAsync(CommandRefusal.Forbidden, () => _administration.ReleaseMessageGroupAsync(_viewer, "Q", "A", CancellationToken.None).AsTask());
        await AssertRefusedAsync(CommandRefusal.Forbidden, () => _administration.ReleaseAllMessageGroupsAsync(_viewer, "Q", CancellationToken.None).AsTask());
        await AssertRefusedAsync(CommandRefusal.NotFound, () => _administration.ReleaseMessageGroupAsync(_operator, "Q", "A", CancellationToken.None).AsTask());
        await AssertRefusedAsync(CommandRefusal.NotFound, () => _administration.ReleaseAllMessageGroupsAsync(_operator, "none", CancellationToken.None).AsTask());
    }

    private static async Task AssertRefusedAsync(CommandRefusal expected, Func<Task> command) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<CommandRefusedException>(command)).Reason);

    private static Task<Message> SendAsync(TestClient client, string group)
    {
        var message = client.Create(Destination.Queue("Q"));
        message.GroupId = group;
        return client.SendAsync(message);
    }
}
