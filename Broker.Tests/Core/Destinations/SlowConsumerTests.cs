using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Consumers that do not keep up: who counts as one, and what becomes of them.</summary>
public sealed class SlowConsumerTests : IAsyncDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private EngineFixture? _engine;
    private TestClient _client = null!;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? default;

    [Theory]
    [InlineData("queue://D")]
    [InlineData("topic://D")]
    public async Task Abort_FullAndSilentForTooLong_ClientIsToldToCloseIt(string destination)
    {
        Start(new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = 5 * _second, CheckPeriod = _second });
        var consumer = await ConsumeAsync(destination, prefetch: 1);
        await SendAsync(destination, 3);
        Check(seconds: 6);
        Assert.True(consumer.Subscription.IsSlow);
        Assert.False(_client.Sink.IsClosed(consumer.Id));
        Check(seconds: 1);
        Assert.True(_client.Sink.IsClosed(consumer.Id));
        Assert.Null(_client.Sink.CloseReason);
        Assert.Equal(1, _engine!.Statistics.AbortedConsumers);
        var statistics = _engine.Directory.FindQueue(Destination.Parse(destination))?.Statistics ?? _engine.Directory.FindTopic(Destination.Parse(destination))!.Statistics;
        Assert.Equal(1, statistics.AbortedConsumers);
    }

    [Fact]
    public async Task Abort_ClientDoesNotCloseIt_ItsMessagesGoBack()
    {
        Start(new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = _second, CheckPeriod = 10 * _second });
        await ConsumeAsync("queue://D", prefetch: 2);
        await SendAsync("queue://D", 2);
        Check(seconds: 11);
        Assert.Equal(1, _client.State.ConsumerCount);
        Check(seconds: 10);
        Assert.Equal(0, _client.State.ConsumerCount);
        var other = await ConsumeAsync("queue://D", prefetch: 2);
        Assert.Equal([1, 2], other.Numbers);
        Assert.Equal([1, 1], other.Deliveries.Select(delivery => delivery.RedeliveryCounter));
    }

    [Fact]
    public async Task Abort_Connection_IsClosedWithTheReason()
    {
        Start(new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = _second, CheckPeriod = _second, AbortConnection = true });
        var consumer = await ConsumeAsync("queue://D", prefetch: 1);
        await SendAsync("queue://D", 1);
        Check(seconds: 3);
        Assert.Contains($"{consumer.Id} of queue://D does not keep up", _client.Sink.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_FullButWorking_IsLeftAlone()
    {
        Start(new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = 2 * _second, CheckPeriod = _second });
        var consumer = await ConsumeAsync("queue://D", prefetch: 1);
        await SendAsync("queue://D", 20);
        for (var i = 0; i < 10; i++)
        {
            await consumer.AcknowledgeOneAsync(consumer.Messages[i]);
            Check(seconds: 1);
            Assert.False(consumer.Subscription.IsSlow);
        }

        Assert.Equal(0, _engine!.Statistics.AbortedConsumers);
    }

    [Fact]
    public async Task Abort_SlowTooOften_CountsEachTime()
    {
        Start(new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = TimeSpan.Zero, MaxSlowCount = 3, CheckPeriod = _second });
        var consumer = await ConsumeAsync("queue://D", prefetch: 1);
        await SendAsync("queue://D", 20);
        Check(seconds: 1);
        for (var time = 1; time <= 3; time++)
        {
            Assert.False(_client.Sink.IsClosed(consumer.Id));
            Check(seconds: 2);
            await consumer.AcknowledgeOneAsync(consumer.Messages[^1]);
            Check(seconds: 1);
        }

        Assert.True(_client.Sink.IsClosed(consumer.Id));
    }

    [Fact]
    public async Task Abort_NetworkConsumer_OnlyWhereThePolicySaysSo()
    {
        var strategy = new SlowConsumerStrategyOptions { Kind = SlowConsumerStrategyKind.AbortSlowConsumer, MaxSlowDuration = _second, CheckPeriod = _second };
        Start(strategy, new DestinationPolicy { Queue = "E", SlowConsumerStrategy = strategy with { IgnoreNetworkConsumers = false } });
        var ignored = await SubscribeFromNetworkAsync("D", number: 77);
        var judged = await SubscribeFromNetworkAsync("E", number: 78);
        await SendAsync("queue://D", 1);
        await SendAsync("queue://E", 1);
        Check(seconds: 4);
        Assert.False(_client.Sink.IsClosed(ignored));
        Assert.True(_client.Sink.IsClosed(judged));
    }

    [Fact]
    public async Task AbortAck_NoAcknowledgementForTooLong_AlsoWithRoom()
    {
        Start(new()
        {
            Kind = SlowConsumerStrategyKind.AbortSlowAckConsumer,
            MaxTimeSinceLastAck = 5 * _second,
            MaxSlowDuration = 3 * _second,
            CheckPeriod = _second,
        });
        var silent = await ConsumeAsync("queue://D", prefetch: 100);
        var idle = await ConsumeAsync("queue://E", prefetch: 100);
        await SendAsync("queue://D", 1);
        Check(seconds: 9);
        Assert.True(silent.Subscription.IsSlow);
        Assert.False(_client.Sink.IsClosed(silent.Id));
        Check(seconds: 1);
        Assert.True(_client.Sink.IsClosed(silent.Id));
        Assert.False(_client.Sink.IsClosed(idle.Id));
    }

    [Fact]
    public async Task AbortAck_IdleOnesNotIgnored_AreClosedToo()
    {
        Start(new()
        {
            Kind = SlowConsumerStrategyKind.AbortSlowAckConsumer,
            MaxTimeSinceLastAck = 2 * _second,
            MaxSlowDuration = _second,
            CheckPeriod = _second,
            IgnoreIdleConsumers = false,
        });
        var idle = await ConsumeAsync("queue://D", prefetch: 100);
        var advised = await ConsumeAsync("topic://ActiveMQ.Advisory.Connection", prefetch: 1);
        var browser = await _client.ConsumeAsync(Destination.Queue("D"), browser: true);
        Check(seconds: 10);
        Assert.True(_client.Sink.IsClosed(idle.Id));
        Assert.False(_client.Sink.IsClosed(advised.Id));
        Assert.False(_client.Sink.IsClosed(browser.Id));
    }

    [Fact]
    public async Task Judge_NoStrategy_ShowsItAndLeavesItAlone()
    {
        Start(new());
        var consumer = await ConsumeAsync("queue://D", prefetch: 1);
        await SendAsync("queue://D", 1);
        Check(seconds: 100);
        Assert.True(consumer.Subscription.IsSlow);
        Assert.Equal(1, _engine!.Queue("D").SlowConsumerCount);
        Assert.False(_client.Sink.IsClosed(consumer.Id));
    }

    [Fact]
    public async Task Judge_PullingConsumer_IsNotSlow()
    {
        Start(new());
        var consumer = await ConsumeAsync("queue://D", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.Zero);
        await SendAsync("queue://D", 2);
        Check(seconds: 5);
        Assert.False(consumer.Subscription.IsSlow);
    }

    private void Start(SlowConsumerStrategyOptions strategy, params DestinationPolicy[] more)
    {
        _engine = new(policies: [new() { Queue = ">", SlowConsumerStrategy = strategy }, new() { Topic = ">", SlowConsumerStrategy = strategy }, .. more]);
        _client = _engine.Connect();
    }

    private Task<TestConsumer> ConsumeAsync(string destination, int prefetch) => _client.ConsumeAsync(Destination.Parse(destination), prefetch);

    private async Task<ConsumerId> SubscribeFromNetworkAsync(string queue, int number)
    {
        var id = new ConsumerId(_client.State.Client.ConnectionId, 1, number);
        await _engine!.Router.SubscribeAsync(
            _client.State, new() { ConsumerId = id, Destination = Destination.Queue(queue), Prefetch = 1, Network = true });
        return id;
    }

    private async Task SendAsync(string destination, int count)
    {
        for (var i = 0; i < count; i++) await _client.SendAsync(_client.Create(Destination.Parse(destination)));
    }

    private void Check(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _engine!.Router.CheckConsumers();
            _engine.Time.Advance(_second);
        }
    }
}
