using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Broker.Web.Hosting;

/// <summary>Shows the first administrator's password once, on standard output; never through the log, which is kept.</summary>
internal sealed class FirstSignIn(UserFile users, IServer server) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (users.TakeGeneratedPassword() is { } password)
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            await Console.Out.WriteLineAsync($"""

                The console's first administrator was created. This is shown once:

                    Console:   {address}
                    Name:      {users.AdministratorName}
                    Password:  {password}

                """);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
