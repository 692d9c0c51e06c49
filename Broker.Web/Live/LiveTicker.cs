using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>Takes one snapshot twice a second for all open pages together, and none when no page is open.</summary>
public sealed partial class LiveTicker(IBrokerAdministration administration, TimeProvider time, ILogger<LiveTicker> log) : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly List<Action<LiveSnapshot>> _subscribers = [];
    private CancellationTokenSource? _running;

    /// <summary>A snapshot of this moment, for a page's first picture.</summary>
    public LiveSnapshot Take() => new(administration.GetBroker(), administration.GetAvailability(), administration.GetRates(), time.GetUtcNow());

    /// <summary>Calls back at every tick, on any thread, until disposed. The callback must not block.</summary>
    public IDisposable Subscribe(Action<LiveSnapshot> tick)
    {
        lock (_lock)
        {
            _subscribers.Add(tick);
            if (_running is null)
            {
                _running = new CancellationTokenSource();
                _ = RunAsync(_running.Token);
            }
        }

        return new Subscription(this, tick);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _subscribers.Clear();
            Stop();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Tick();
            }
        }
        catch (OperationCanceledException)
        {
            // The last page closed.
        }
    }

    private void Tick()
    {
        Action<LiveSnapshot>[] subscribers;
        lock (_lock)
        {
            subscribers = [.. _subscribers];
        }

        try
        {
            var snapshot = Take();
            foreach (var subscriber in subscribers)
            {
                subscriber(snapshot);
            }
        }
        catch (Exception failure)
        {
            // A page without fresh numbers says so by itself; the next tick tries again.
            TickFailed(failure);
        }
    }

    private void Unsubscribe(Action<LiveSnapshot> tick)
    {
        lock (_lock)
        {
            _subscribers.Remove(tick);
            if (_subscribers.Count == 0)
            {
                Stop();
            }
        }
    }

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
    }

    [LoggerMessage(2000, LogLevel.Warning, "The console could not take a snapshot of the broker")]
    private partial void TickFailed(Exception failure);

    private sealed class Subscription(LiveTicker ticker, Action<LiveSnapshot> tick) : IDisposable
    {
        public void Dispose() => ticker.Unsubscribe(tick);
    }
}
