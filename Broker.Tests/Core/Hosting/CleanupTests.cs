using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Hosting;

public sealed class CleanupTests
{
    [Fact]
    public async Task Run_PeriodsPass_LooksAndCollects()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = ">", GcInactiveDestinations = true });
        (await engine.Connect(clientId: "C").ConsumeAsync(Destination.Topic("T"), subscriptionName: "S")).Close();
        engine.Queue("Q");
        var options = new CleanupOptions { OfflineDurableSubscriberTimeout = TimeSpan.FromMinutes(10) };
        using var stop = new CancellationTokenSource();
        var running = new Cleanup(engine.Router, options, engine.Time, NullLogger.Instance).RunAsync(stop.Token);
        await Eventually.TrueAsync(() =>
        {
            engine.Time.Advance(TimeSpan.FromSeconds(10));
            return engine.Directory.Queues.Count == 0 && engine.Directory.DurableSubscriptions.Count == 0;
        });
        await stop.CancelAsync();
        await Eventually.DoneAsync(running);
    }

    [Fact]
    public async Task Run_NothingToLookFor_EndsAtOnce()
    {
        await using var engine = new EngineFixture();
        var options = new CleanupOptions { SchedulePeriodForDestinationPurge = TimeSpan.Zero };
        await Eventually.DoneAsync(new Cleanup(engine.Router, options, engine.Time, NullLogger.Instance).RunAsync(CancellationToken.None));
    }
}
