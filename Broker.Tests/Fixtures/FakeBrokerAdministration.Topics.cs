using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <content>Topics and their subscriptions: few, and always the same but for what is deleted.</content>
internal sealed partial class FakeBrokerAdministration
{
    private readonly List<SubscriptionView> _subscriptions =
    [
        new()
        {
            ClientId = "billing/eu & us", SubscriptionName = "all+orders", Topic = "orders.>", OfflineSince = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Pending = 120, Enqueued = 300, Dispatched = 180, Dequeued = 180, MaximumPendingMessages = -1,
        },
        new()
        {
            ClientId = "ID:web-07-1", ConsumerId = "ID:web-07-1:1:1:1", Topic = "orders.paid", Selector = "region = 'eu'", Prefetch = 100,
            Pending = 7, InFlight = 100, Enqueued = 500, Dispatched = 490, Dequeued = 390, Discarded = 3, MaximumPendingMessages = 10,
        },
    ];

    private readonly TopicView[] _topics =
    [
        new() { Name = "orders.cancelled" },
        new() { Name = "orders/paid", Consumers = 2, DurableSubscriptions = 1, Producers = 1, Enqueued = 900, Dequeued = 880, Dispatched = 890, Discarded = 3 },
    ];

    /// <summary>Who deleted which durable subscription, in order.</summary>
    public List<(User Caller, string ClientId, string Name)> Deleted { get; } = [];

    public Page<TopicView> ListTopics(TopicQuery query)
    {
        var found = _topics.Where(topic => topic.Name.Contains(query.Filter ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
        return new([.. found.Skip(query.Skip).Take(query.Take)], found.Count);
    }

    public TopicView? FindTopic(string name) => Array.Find(_topics, topic => topic.Name == name);

    public Page<SubscriptionView> ListSubscriptions(SubscriptionQuery query)
    {
        var found = _subscriptions.Where(one => (query.Topic is null || one.Topic == query.Topic) && (!query.DurableOnly || one.SubscriptionName is not null)).ToList();
        return new([.. found.Skip(query.Skip).Take(query.Take)], found.Count);
    }

    public SubscriptionView? FindDurableSubscription(string clientId, string name) =>
        _subscriptions.Find(one => one.ClientId == clientId && one.SubscriptionName == name);

    public ValueTask<IReadOnlyList<MessageView>> BrowseDurableSubscriptionAsync(
        User caller, string clientId, string name, long after, int limit, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Viewer);
        return ValueTask.FromResult<IReadOnlyList<MessageView>>([new() { Sequence = after + 1, MessageId = "ID:m-1", Kind = "Text", Body = name }]);
    }

    public ValueTask DeleteDurableSubscriptionAsync(User caller, string clientId, string name, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator);
        Deleted.Add((caller, clientId, name));
        return ValueTask.CompletedTask;
    }
}
