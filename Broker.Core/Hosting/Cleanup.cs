using Broker.Core.Configuration;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>Looks for unused destinations and offline durable subscriptions from time to time, while the engine serves.</summary>
internal sealed class Cleanup(Router router, CleanupOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Ends when it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        RepeatAsync(options.SchedulePeriodForDestinationPurge, CollectDestinationsAsync, cancellationToken),
        RepeatAsync(
            options.OfflineDurableSubscriberTimeout == TimeSpan.Zero ? TimeSpan.Zero : options.OfflineDurableSubscriberTaskSchedule,
            CollectSubscriptionsAsync,
            cancellationToken));

    private async Task RepeatAsync(TimeSpan period, Func<CancellationToken, ValueTask> look, CancellationToken cancellationToken)
    {
        if (period == TimeSpan.Zero) return;
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    await look(cancellationToken).ConfigureAwait(false);
                }
                catch (StoreException e)
                {
                    HostingLog.CleanupFailed(logger, e, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }

    private async ValueTask CollectDestinationsAsync(CancellationToken cancellationToken)
    {
        var count = await router.CollectUnusedAsync(options.MaxPurgedDestinationsPerSweep, cancellationToken).ConfigureAwait(false);
        if (count > 0) HostingLog.DestinationsCollected(logger, count);
    }

    private async ValueTask CollectSubscriptionsAsync(CancellationToken cancellationToken) =>
        await router.Directory.CollectOfflineSubscriptionsAsync(options.OfflineDurableSubscriberTimeout, cancellationToken).ConfigureAwait(false);
}
