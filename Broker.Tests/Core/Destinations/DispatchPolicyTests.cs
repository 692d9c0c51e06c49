using Broker.Core.Configuration;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>What policies change about who is served, and when.</summary>
public sealed class DispatchPolicyTests : IAsyncDisposable
{
    private EngineFixture? _engine;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? default;

    [Fact]
    public async Task AllConsumersExclusiveByDefault_OneGetsAllAndTheNextTakesOver()
    {
        var client = Connect(new() { Queue = ">", AllConsumersExclusiveByDefault = true });
        var (one, other) = (await client.ConsumeAsync("Q"), await client.ConsumeAsync("Q"));
        await client.SendManyAsync("Q", 3);
        Assert.Equal([1, 2, 3], one.Numbers);
        Assert.Empty(other.Numbers);
        one.Close();
        Assert.Equal([1, 2, 3], other.Numbers);
    }

    [Fact]
    public async Task Exclusive_HigherPriorityComesLater_TakesOver()
    {
        var client = Connect();
        var low = await client.ConsumeAsync("Q", exclusive: true);
        await client.SendManyAsync("Q", 2);
        var high = await client.ConsumeAsync("Q", priority: 5, exclusive: true);
        await client.SendManyAsync("Q", 2);
        Assert.Equal([1, 2], low.Numbers);
        Assert.Equal([3, 4], high.Numbers);
        high.Close();
        Assert.Equal([1, 2, 3, 4], low.Numbers);
    }

    [Theory]
    [InlineData(true, new long[] { 1, 2, 3, 4 })]
    [InlineData(false, new long[] { 2, 4 })]
    public async Task UseConsumerPriority_DecidesWhetherItCounts(bool use, long[] ofHigher)
    {
        var client = Connect(new() { Queue = ">", UseConsumerPriority = use });
        await client.ConsumeAsync("Q");
        var higher = await client.ConsumeAsync("Q", priority: 5);
        await client.SendManyAsync("Q", 4);
        Assert.Equal(ofHigher, higher.Numbers);
    }

    [Fact]
    public async Task StrictOrderDispatch_FillsOneConsumerAfterTheOther()
    {
        var client = Connect(new() { Queue = ">", StrictOrderDispatch = true });
        var (one, other) = (await client.ConsumeAsync("Q", prefetch: 3), await client.ConsumeAsync("Q", prefetch: 3));
        await client.SendManyAsync("Q", 5);
        Assert.Equal([1, 2, 3], one.Numbers);
        Assert.Equal([4, 5], other.Numbers);
    }

    [Fact]
    public async Task ConsumersBeforeDispatchStarts_LastOneComes_StartsAtOnce()
    {
        var client = Connect(new() { Queue = ">", ConsumersBeforeDispatchStarts = 2, TimeBeforeDispatchStarts = TimeSpan.FromMinutes(1) });
        await client.SendManyAsync("Q", 4);
        var one = await client.ConsumeAsync("Q");
        Assert.Empty(one.Numbers);
        var other = await client.ConsumeAsync("Q");
        Assert.Equal([1, 3], one.Numbers);
        Assert.Equal([2, 4], other.Numbers);
    }

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(2, 5, 5)]
    [InlineData(0, 5, 5)]
    public async Task TimeBeforeDispatchStarts_Over_StartsWithThoseWhoAreThere(int consumers, int seconds, int starts)
    {
        var client = Connect(new() { Queue = ">", ConsumersBeforeDispatchStarts = consumers, TimeBeforeDispatchStarts = TimeSpan.FromSeconds(seconds) });
        await client.SendManyAsync("Q", 2);
        var one = await client.ConsumeAsync("Q");
        _engine!.Time.Advance(TimeSpan.FromSeconds(starts) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(one.Numbers);
        _engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1, 2], one.Numbers);
        await client.SendAsync("Q");
        Assert.Equal([1, 2, 3], one.Numbers);
    }

    [Fact]
    public async Task TimeBeforeDispatchStarts_AllConsumersLeft_WaitsAnewWithTheNext()
    {
        var client = Connect(new() { Queue = ">", TimeBeforeDispatchStarts = TimeSpan.FromSeconds(5) });
        var first = await client.ConsumeAsync("Q");
        _engine!.Time.Advance(TimeSpan.FromSeconds(4));
        first.Close();
        await client.SendAsync("Q");
        var second = await client.ConsumeAsync("Q");
        _engine.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(second.Numbers);
        _engine.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1], second.Numbers);
    }

    [Fact]
    public async Task TimeBeforeDispatchStarts_BacklogInTheStore_WaitsToo()
    {
        var client = Connect(new() { Queue = ">", MemoryLimit = 4096, TimeBeforeDispatchStarts = TimeSpan.FromSeconds(5) });
        await client.SendManyAsync("Q", 50);
        var consumer = await client.ConsumeAsync("Q");
        await client.SendAsync("Q");
        Assert.Empty(consumer.Numbers);
        _engine!.Time.Advance(TimeSpan.FromSeconds(5));
        await consumer.CountAsync(51);
    }

    private TestClient Connect(DestinationPolicy? policy = null)
    {
        _engine = new(policies: policy is null ? [] : [policy]);
        return _engine.Connect();
    }
}
