using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Management;

/// <summary>Topics and subscriptions as people see them.</summary>
public sealed class BrokerAdministrationTopicsTests : IAsyncDisposable
{
    private static readonly User _viewer = new("v", UserRole.Viewer);
    private static readonly User _operator = new("o", UserRole.Operator);
    private static readonly User _administrator = new("a", UserRole.Administrator);
    private static readonly Destination _topic = Destination.Topic("T.1");

    private readonly EngineFixture _engine = new(policies: new DestinationPolicy { Topic = ">", PendingMessageLimitStrategy = new() { Limit = 1 } });
    private readonly BrokerAdministration _administration;

    public BrokerAdministrationTopicsTests()
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
    public async Task Topics_AfterTraffic_HaveTheNumbers()
    {
        var client = _engine.Connect(clientId: "C");
        await client.AddProducerAsync(_topic);
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        (await client.ConsumeAsync(Destination.Topic("T.>"), subscriptionName: "S")).Close();
        for (var i = 0; i < 4; i++) await client.SendAsync(client.Create(_topic));
        await slow.AcknowledgeAsync(slow.Messages[0]);
        var topic = _administration.FindTopic("T.1")!;
        Assert.Equal((1, 1, 1, 0), (topic.Consumers, topic.DurableSubscriptions, topic.Producers, topic.BlockedProducers));
        Assert.Equal((4, 2, 1, 2, 0), (topic.Enqueued, topic.Dispatched, topic.Dequeued, topic.Discarded, topic.Expired));
        Assert.Null(_administration.FindTopic("none"));
        Assert.Null(_administration.FindTopic(""));
    }

    [Fact]
    public async Task ListTopics_FilterAndPages_LeaveOutAdvisories()
    {
        var client = _engine.Connect();
        await client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Connection"));
        foreach (var name in new[] { "b.2", "a.1", "B.1" }) _engine.Router.AddDestination(null, Destination.Topic(name));
        Assert.Equal(["B.1", "a.1", "b.2"], _administration.ListTopics(new()).Items.Select(static one => one.Name));
        var page = _administration.ListTopics(new("b.", Skip: 1, Take: 1));
        Assert.Equal((2, "b.2"), (page.Total, Assert.Single(page.Items).Name));
    }

    [Fact]
    public async Task ListSubscriptions_EveryKind_DurableFirst()
    {
        var client = _engine.Connect(clientId: "C");
        var durable = await client.ConsumeAsync(_topic, prefetch: 2, subscriptionName: "S", selector: "n > 0");
        await client.ConsumeAsync(Destination.Topic("other"), maximumPending: 7);
        await client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Connection"));
        await client.ConsumeAsync("Q");
        for (var i = 0; i < 3; i++) await client.SendAsync(client.Create(_topic));
        await durable.AcknowledgeAsync(durable.Messages[0]);
        var all = _administration.ListSubscriptions(new());
        Assert.Equal(["T.1", "other"], all.Items.Select(static one => one.Topic));
        Assert.Equal(1, all.Items[1].MaximumPendingMessages);
        Assert.Single(_administration.ListSubscriptions(new(DurableOnly: true)).Items);
        Assert.Empty(_administration.ListSubscriptions(new(Topic: "none")).Items);
        var view = _administration.FindDurableSubscription("C", "S")!;
        Assert.Equal(("n > 0", 2, durable.Id.ToString(), (DateTimeOffset?)null), (view.Selector, view.Prefetch, view.ConsumerId, view.OfflineSince));
        Assert.Equal((3, 3, 1, 0, 2), (view.Enqueued, view.Dispatched, view.Dequeued, view.Pending, view.InFlight));
        durable.Close();
        Assert.Equal(_engine.Time.GetUtcNow(), _administration.FindDurableSubscription("C", "S")!.OfflineSince);
    }

    [Fact]
    public async Task Browse_Durable_PageByPage()
    {
        var client = _engine.Connect(clientId: "C");
        (await client.ConsumeAsync(_topic, subscriptionName: "S")).Close();
        for (var i = 0; i < 3; i++) await client.SendAsync(client.Create(_topic));
        var first = await _administration.BrowseDurableSubscriptionAsync(_viewer, "C", "S", 0, 2, CancellationToken.None);
        var second = await _administration.BrowseDurableSubscriptionAsync(_viewer, "C", "S", first[^1].Sequence, 2, CancellationToken.None);
        Assert.Equal(["1", "2", "3"], first.Concat(second).Select(static one => one.Body));
        await AssertRefusedAsync(CommandRefusal.NotFound, () => _administration.BrowseDurableSubscriptionAsync(_viewer, "C", "N", 0, 2, CancellationToken.None).AsTask());
        await AssertRefusedAsync(CommandRefusal.Invalid, () => _administration.BrowseDurableSubscriptionAsync(_viewer, "C", "S", 0, 501, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Delete_Durable_TakesARightAndNoConsumer()
    {
        var consumer = await _engine.Connect(clientId: "C").ConsumeAsync(_topic, subscriptionName: "S");
        await AssertRefusedAsync(CommandRefusal.Forbidden, () => DeleteAsync(_operator));
        await AssertRefusedAsync(CommandRefusal.Conflict, () => DeleteAsync(_administrator));
        consumer.Close();
        await DeleteAsync(_administrator);
        Assert.Null(_administration.FindDurableSubscription("C", "S"));
        await AssertRefusedAsync(CommandRefusal.NotFound, () => DeleteAsync(_administrator));
    }

    [Fact]
    public async Task Detach_NodeNoLongerServes_ViewsAreEmpty()
    {
        await _engine.Connect(clientId: "C").ConsumeAsync(_topic, subscriptionName: "S");
        _administration.Detach();
        Assert.Equal((0, 0), (_administration.ListTopics(new()).Total, _administration.ListSubscriptions(new()).Total));
        await AssertRefusedAsync(CommandRefusal.NotServing, () => DeleteAsync(_administrator));
    }

    private Task DeleteAsync(User caller) => _administration.DeleteDurableSubscriptionAsync(caller, "C", "S", CancellationToken.None).AsTask();

    private static async Task AssertRefusedAsync(CommandRefusal reason, Func<Task> command) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<CommandRefusedException>(command)).Reason);
}
