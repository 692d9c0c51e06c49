using Broker.Core.Settings;

namespace Broker.Web.Hosting;

/// <summary>Reads the settings before the console opens, so that whoever has an account can sign in at once, and follows them from then on.</summary>
internal sealed class SettingsHost(SettingsFollower settings, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await settings.BeginAsync(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A store that says nothing at all is waited for with the console up.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => settings.RunAsync(stoppingToken);
}
