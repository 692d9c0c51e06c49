using Broker.Core.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Broker.Web.Hosting;

/// <summary>Shows the first administrator's password once, on standard output; never through the log, which is kept.</summary>
/// <remarks>
/// Only when the node has started, so that one that fails before it could show anything makes no account that nobody can open. Where users lie in a
/// store that is away, or has no tables before its first master, it waits for that.
/// </remarks>
internal sealed partial class FirstSignIn(
    UserStore users, IServer server, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<FirstSignIn> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitForStartAsync(stoppingToken);
        var first = await CreateAsync(stoppingToken);
        if (first is { Password: { } password }) await ShowAsync(password);
        else if (first is not null) MadeByOther(logger, first.By);
    }

    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task<FirstAdministrator?> CreateAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return await users.TryCreateAdministratorAsync(stoppingToken);
            }
            catch (StoreException)
            {
                // Whoever follows the settings tells the log about it.
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private Task ShowAsync(string password)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return Console.Out.WriteLineAsync($"""

            The console's first administrator was created. This is shown once:

                Console:   {address}
                Name:      {users.AdministratorName}
                Password:  {password}

            """);
    }

    [LoggerMessage(5001, LogLevel.Information, "The console has an administrator already; {By} wrote the users last. A password made at the group's first start was shown on the output of the node that made it.")]
    private static partial void MadeByOther(ILogger logger, string by);
}
