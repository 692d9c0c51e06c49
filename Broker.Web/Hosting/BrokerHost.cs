using System.Runtime.ExceptionServices;
using Broker.Core.Hosting;

namespace Broker.Web.Hosting;

/// <summary>Starts and stops the broker with the process; a broker that cannot start ends the process.</summary>
/// <remarks>It runs in the background: a node that waits for the store has its console up meanwhile.</remarks>
public sealed partial class BrokerHost(
    BrokerService broker, IEnumerable<StartCheck> checks, ApplianceConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<BrokerHost> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private ExceptionDispatchInfo? _failure;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in configuration.Warnings) Warn(logger, warning);
        _running = Task.Run(RunBrokerAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        await broker.DisposeAsync();
    }

    /// <summary>After the host has stopped: tells why the broker could not start, if that is why it stopped.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    public void Dispose() => _stop.Dispose();

    private async Task RunBrokerAsync()
    {
        try
        {
            foreach (var check in checks) await check(_stop.Token);
            await broker.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while a check still looked.
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(5000, LogLevel.Warning, "{Warning}")]
    private static partial void Warn(ILogger logger, string warning);
}
