using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Management;

public sealed class MessageCommandsTests : IAsyncDisposable
{
    private static readonly User _viewer = new("v", UserRole.Viewer);
    private static readonly User _operator = new("o", UserRole.Operator);

    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());
    private readonly EngineFixture _engine;
    private readonly BrokerAdministration _administration;

    public MessageCommandsTests()
    {
        _engine = new(_persistence);
        _administration = new(new BrokerOptions { NodeName = "node" }, new NodeState(new(), _engine.Time), _engine.Time);
        _administration.Attach(new(_engine.Router, _engine.Statistics, _engine.Memory, _engine.Persistence, new(0, 0, 0, [], TimeSpan.Zero), []));
    }

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Commands_Selection_ActOnWhatTheDryRunCounts()
    {
        var client = _engine.Connect();
        _engine.Queue("B");
        for (var i = 0; i < 4; i++) await client.SendAsync("A", color: i % 2 == 0 ? "red" : "green");
        var red = new MessageSelection { Selector = "color = 'red'" };
        Assert.Equal(2, await _administration.CountMessagesAsync(_viewer, "A", red, CancellationToken.None));
        Assert.Equal(2, await _administration.CopyMessagesAsync(_operator, "A", red, "B", CancellationToken.None));
        Assert.Equal(2, await _administration.MoveMessagesAsync(_operator, "A", red, "B", CancellationToken.None));
        Assert.Equal(1, await _administration.MoveMessagesAsync(_operator, "A", MessageSelection.All with { Most = 1 }, "B", CancellationToken.None));
        Assert.Equal((1, 5), (_engine.Queue("A").Count, _engine.Queue("B").Count));
    }

    [Fact]
    public async Task Retry_DeadLetterQueue_SendsBack()
    {
        var client = _engine.Connect();
        await client.SendAsync("A");
        var consumer = await client.ConsumeAsync("A");
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        Assert.True(_administration.FindQueue("ActiveMQ.DLQ")!.IsDeadLetterQueue);
        Assert.Equal(1, await _administration.RetryMessagesAsync(_operator, "ActiveMQ.DLQ", MessageSelection.All, CancellationToken.None));
        Assert.Equal([1, 1], consumer.Numbers);
    }

    [Fact]
    public async Task Commands_Refused_SayWhy()
    {
        _engine.Queue("A");
        _engine.Queue("B");
        var all = MessageSelection.All;
        await RefusedAsync(CommandRefusal.Forbidden, "retry messages", () => _administration.RetryMessagesAsync(_viewer, "A", all, CancellationToken.None));
        await RefusedAsync(CommandRefusal.Forbidden, "move messages", () => _administration.MoveMessagesAsync(_viewer, "A", all, "B", CancellationToken.None));
        await RefusedAsync(CommandRefusal.Forbidden, "copy messages", () => _administration.CopyMessagesAsync(_viewer, "A", all, "B", CancellationToken.None));
        await RefusedAsync(CommandRefusal.Conflict, "no dead-letter queue", () => _administration.RetryMessagesAsync(_operator, "A", all, CancellationToken.None));
        await RefusedAsync(CommandRefusal.NotFound, "no queue C", () => _administration.MoveMessagesAsync(_operator, "A", all, "C", CancellationToken.None));
        await RefusedAsync(CommandRefusal.NotFound, "no queue C", () => _administration.CountMessagesAsync(_viewer, "C", all, CancellationToken.None));
        await RefusedAsync(CommandRefusal.Invalid, "another queue", () => _administration.MoveMessagesAsync(_operator, "A", all, "A", CancellationToken.None));
        await RefusedAsync(CommandRefusal.Invalid, "'color =' is no selector", () => _administration.CountMessagesAsync(_viewer, "A", all with { Selector = "color =" }, CancellationToken.None));
        await RefusedAsync(CommandRefusal.Invalid, "1 or more", () => _administration.CountMessagesAsync(_viewer, "A", all with { Most = 0 }, CancellationToken.None));
    }

    [Fact]
    public async Task Move_StoreFails_IsRefusedWithTheReason()
    {
        _engine.Queue("B");
        await _engine.Connect().SendAsync("A");
        _persistence.Refusal = new StoreException("no more disk");
        var refused = await Assert.ThrowsAsync<CommandRefusedException>(() =>
            _administration.MoveMessagesAsync(_operator, "A", MessageSelection.All, "B", CancellationToken.None).AsTask());
        Assert.Contains("no more disk", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteQueue_WildcardOfAVirtualTopic_IsForgotten()
    {
        (await _engine.Connect().ConsumeAsync("Consumer.A.VirtualTopic.>")).Close();
        await _administration.DeleteQueueAsync(new("a", UserRole.Administrator), "Consumer.A.VirtualTopic.>", CancellationToken.None);
        Assert.Empty(_engine.Directory.QueuePatterns);
    }

    private static async Task RefusedAsync(CommandRefusal reason, string text, Func<ValueTask<long>> command)
    {
        var refused = await Assert.ThrowsAsync<CommandRefusedException>(() => command().AsTask());
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }
}
