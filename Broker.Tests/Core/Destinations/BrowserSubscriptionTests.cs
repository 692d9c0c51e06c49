using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class BrowserSubscriptionTests
{
    [Fact]
    public async Task Browse_LargerThanMemoryAndPrefetch_ShowsAllAndTheEnd()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 1000);
        var browser = await client.ConsumeAsync(Destination.Queue("Q"), prefetch: 100, browser: true);
        for (var done = 0; done < 1000;)
        {
            await browser.CountAsync(done + 1);
            var count = browser.Messages.Count;
            await browser.AcknowledgeAsync(browser.Messages[^1], count: count - done);
            done = count;
        }

        await Eventually.TrueAsync(() => browser.Deliveries[^1].Message is null);
        Assert.Equal(Enumerable.Range(1, 1000).Select(number => (long)number), browser.Numbers);
        Assert.Equal(1000, engine.Queue("Q").Count);
        Assert.Equal(0, engine.Queue("Q").InFlight);
    }

    [Fact]
    public async Task Browse_OutboxFullAtTheEnd_TellsTheEndLater()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        client.Sink.Fill();
        var browser = await client.ConsumeAsync(Destination.Queue("Q"), browser: true);
        await Eventually.TrueAsync(() =>
        {
            client.Sink.Drain(client.State);
            return browser.Deliveries.Count == 1;
        });
        Assert.Null(browser.Deliveries[0].Message);
    }

    [Fact]
    public async Task Browse_SelectorMatchesNothingInALargeQueue_Ends()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 30_000);
        var browser = await client.ConsumeAsync(Destination.Queue("Q"), selector: "color = 'none'", browser: true);
        await Eventually.TrueAsync(() => browser.Deliveries.Count == 1);
        Assert.Null(browser.Deliveries[0].Message);
    }

    [Fact]
    public async Task Browse_Topic_IsRefused()
    {
        await using var engine = new EngineFixture();
        await Assert.ThrowsAsync<InvalidDestinationException>(() => engine.Connect().ConsumeAsync(Destination.Topic("T"), browser: true));
    }
}
