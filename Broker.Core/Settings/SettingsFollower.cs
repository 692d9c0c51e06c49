using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Settings;

/// <summary>Keeps this node's settings up to date with the store's: before it serves, and every second from its start on.</summary>
/// <param name="settings">What is followed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when the store goes away and comes back.</param>
public sealed class SettingsFollower(IEnumerable<IStoredSettings> settings, TimeProvider time, ILogger<SettingsFollower> logger)
{
    private readonly IStoredSettings[] _settings = [.. settings];
    private volatile string? _problem;

    /// <summary>How long a change on another node may take to hold here, unless the store is away.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Brings all of them up to date; awaited before anybody is served.</summary>
    /// <exception cref="StoreException">At least one could not be read; those that could be are up to date.</exception>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        StoreException? problem = null;
        foreach (var each in _settings)
        {
            try
            {
                await each.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                // What only a person can put right says more than a store that is away.
                problem = e is StoreMismatchException ? e : problem ?? e;
            }
        }

        Tell(problem?.Message);
        if (problem is not null) throw problem;
    }

    /// <summary>The first look, at the node's start: a store that is away is for later.</summary>
    /// <exception cref="StoreMismatchException">What is there cannot be read, or is another broker's.</exception>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not StoreMismatchException)
        {
            // Told to the log, and tried again.
        }
    }

    /// <summary>Looks again and again until it is cancelled, which is no error.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    await RefreshAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (StoreException)
                {
                    // Told to the log, and tried again.
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Tell(string? problem)
    {
        var before = _problem;
        _problem = problem;
        if (problem is null && before is not null) SettingsLog.Back(logger);
        if (problem is not null && !string.Equals(problem, before, StringComparison.Ordinal)) SettingsLog.Away(logger, problem);
    }
}
