namespace Broker.Web.Hosting;

/// <summary>Keeps the host from logging a failed start with its stack trace, which <see cref="StartupErrors"/> tells in a sentence.</summary>
/// <remarks>Once everything has started, the host logs as ever.</remarks>
public sealed class FailedStartLogging : IHostedLifecycleService
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _started;

    private FailedStartLogging()
    {
    }

    /// <summary>Adds the filter; to be called before the host is built.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        var gate = new FailedStartLogging();
        builder.Logging.AddFilter(HostCategory, level => gate._started && level >= LogLevel.Information);
        builder.Services.AddSingleton<IHostedService>(gate);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
