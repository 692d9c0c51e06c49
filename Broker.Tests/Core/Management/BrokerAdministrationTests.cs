using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Management;

public sealed class BrokerAdministrationTests : IAsyncDisposable
{
    private static readonly User _viewer = new("v", UserRole.Viewer);
    private static readonly User _operator = new("o", UserRole.Operator);
    private static readonly User _administrator = new("a", UserRole.Administrator);

    private readonly EngineFixture _engine = new();
    private readonly BrokerAdministration _administration;

    public BrokerAdministrationTests()
    {
        _administration = new(new BrokerOptions { NodeName = "node" }, new NodeState(new(), _engine.Time), _engine.Time);
        _administration.Attach(new(_engine.Router, _engine.Statistics, _engine.Memory, _engine.Persistence, new(0, 0, 0, ["damage"], TimeSpan.Zero), []));
    }

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Commands_RoleTooLow_AreForbidden()
    {
        _engine.Queue("Q");
        await AssertForbiddenAsync(() => _administration.SendAsync(_viewer, new() { Queue = "Q" }, CancellationToken.None).AsTask());
        await AssertForbiddenAsync(() => _administration.PurgeQueueAsync(_viewer, "Q", CancellationToken.None).AsTask());
        await AssertForbiddenAsync(() => _administration.CreateQueueAsync(_operator, "N", CancellationToken.None).AsTask());
        await AssertForbiddenAsync(() => _administration.DeleteQueueAsync(_operator, "Q", CancellationToken.None).AsTask());
        Assert.NotNull(_administration.FindQueue("Q"));
        Assert.Null(_administration.FindQueue("N"));
    }

    [Fact]
    public async Task Views_AfterTraffic_HaveTheNumbers()
    {
        var client = _engine.Connect();
        await client.AddProducerAsync(Destination.Queue("Q"));
        await client.SendManyAsync("Q", 5);
        var consumer = await client.ConsumeAsync("Q", prefetch: 2);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        var queue = _administration.FindQueue("Q")!;
        Assert.Equal((4, 2, 1, 1), (queue.Messages, queue.InFlight, queue.Consumers, queue.Producers));
        Assert.Equal((5, 1, 3, 0), (queue.Enqueued, queue.Dequeued, queue.Dispatched, queue.Expired));
        Assert.Equal(_engine.Queue("Q").SizeBytes, queue.SizeBytes);
        var broker = _administration.GetBroker();
        Assert.Equal((1, 1, 1, 1, 0), (broker.Connections, broker.Producers, broker.Consumers, broker.Queues, broker.Topics));
        Assert.Equal((4, 5, 1), (broker.MessagesWaiting, broker.Enqueued, broker.Dequeued));
        Assert.Equal(["damage"], broker.StoreDamage);
    }

    [Fact]
    public async Task Send_ByAPerson_IsInTheQueueAsAskedFor()
    {
        var id = await _administration.SendAsync(
            _operator,
            new()
            {
                Queue = "Q",
                Body = "text",
                Priority = 7,
                TimeToLive = TimeSpan.FromMinutes(1),
                CorrelationId = "c",
                ReplyTo = "topic://R",
                Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "value" },
            },
            CancellationToken.None);
        var view = Assert.Single(await _administration.BrowseAsync(_viewer, "Q", 0, 10, CancellationToken.None));
        Assert.Equal((id, "text", 7, "c", "topic://R"), (view.MessageId, view.Body, view.Priority, view.CorrelationId, view.ReplyTo));
        Assert.Equal("value", view.Properties["key"]);
        Assert.Equal(_engine.Time.GetUtcNow() + TimeSpan.FromMinutes(1), view.Expiration);
    }

    [Theory]
    [InlineData("", 4, "p")]
    [InlineData(" Q", 4, "p")]
    [InlineData("queue://Q", 4, "p")]
    [InlineData("A,B", 4, "p")]
    [InlineData("A.*", 4, "p")]
    [InlineData("A.>", 4, "p")]
    [InlineData("Q", -1, "p")]
    [InlineData("Q", 10, "p")]
    [InlineData("Q", 4, "1p")]
    [InlineData("Q", 4, "a-b")]
    [InlineData("Q", 4, "")]
    public async Task Send_WrongRequest_IsInvalid(string queue, int priority, string property)
    {
        var request = new SendRequest
        {
            Queue = queue,
            Priority = priority,
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { [property] = "x" },
        };
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(() => _administration.SendAsync(_operator, request, CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.Invalid, refusal.Reason);
        Assert.Empty(_engine.Directory.Queues);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task Browse_LimitOutOfRange_IsInvalid(int limit)
    {
        _engine.Queue("Q");
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(() => _administration.BrowseAsync(_viewer, "Q", 0, limit, CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.Invalid, refusal.Reason);
    }

    [Fact]
    public async Task Commands_QueueUnknown_AreNotFound()
    {
        foreach (var command in new Func<Task>[]
        {
            () => _administration.BrowseAsync(_viewer, "N", 0, 1, CancellationToken.None).AsTask(),
            () => _administration.PurgeQueueAsync(_operator, "N", CancellationToken.None).AsTask(),
            () => _administration.DeleteQueueAsync(_administrator, "N", CancellationToken.None).AsTask(),
        })
        {
            Assert.Equal(CommandRefusal.NotFound, (await Assert.ThrowsAsync<CommandRefusedException>(command)).Reason);
        }
    }

    [Fact]
    public async Task Delete_QueueWithConsumers_IsAConflict()
    {
        var consumer = await _engine.Connect().ConsumeAsync("Q");
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(() => _administration.DeleteQueueAsync(_administrator, "Q", CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.Conflict, refusal.Reason);
        consumer.Close();
        await _administration.DeleteQueueAsync(_administrator, "Q", CancellationToken.None);
        Assert.Null(_administration.FindQueue("Q"));
    }

    [Fact]
    public async Task List_SortedAndPaged_NamesBreakTies()
    {
        var client = _engine.Connect();
        foreach (var name in new[] { "c", "a", "b" }) _engine.Queue(name);
        await client.SendManyAsync("b", 2);
        await client.SendManyAsync("d", 1);
        Assert.Equal(["b", "d", "a", "c"], NamesOf(new(Sort: QueueSort.Messages, Descending: true)));
        Assert.Equal(["d", "c", "b", "a"], NamesOf(new(Descending: true)));
        Assert.Equal(["b", "c"], NamesOf(new(Skip: 1, Take: 2)));
        Assert.Equal(["d"], NamesOf(new(Filter: "D")));
        Assert.Empty(NamesOf(new(Skip: 100)));
    }

    [Fact]
    public async Task Detach_NodeNoLongerServes_ViewsAreEmpty()
    {
        await _engine.Connect().SendManyAsync("Q", 10);
        _administration.Detach();
        Assert.Equal((0, 0), (_administration.GetBroker().Queues, _administration.GetBroker().MessagesWaiting));
        Assert.Empty(NamesOf(new()));
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(() => _administration.PurgeQueueAsync(_operator, "Q", CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.NotServing, refusal.Reason);
    }

    [Fact]
    public async Task Rates_ASecondOfTraffic_IsSampled()
    {
        await _engine.Connect().SendManyAsync("Q", 10);
        await Eventually.TrueAsync(() =>
        {
            _engine.Time.Advance(TimeSpan.FromSeconds(1));
            return _administration.GetRates().Count > 0;
        });
        Assert.Equal(10, _administration.GetRates()[^1].MessagesWaiting);
    }

    private List<string> NamesOf(QueueQuery query) => [.. _administration.ListQueues(query).Items.Select(queue => queue.Name)];

    private static async Task AssertForbiddenAsync(Func<Task> command) =>
        Assert.Equal(CommandRefusal.Forbidden, (await Assert.ThrowsAsync<CommandRefusedException>(command)).Reason);
}
