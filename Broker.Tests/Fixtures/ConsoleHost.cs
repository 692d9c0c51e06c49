using System.Security.Cryptography;
using Broker.Core.Management;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Fixtures;

/// <summary>The real console, on a free port of this machine, talking to a pretended broker.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string AdministratorName = "admin";

    private readonly WebApplication _app;
    private readonly string _data;

    private ConsoleHost(WebApplication app, string data, FakeBrokerAdministration broker, string password) =>
        (_app, _data, Broker, Password) = (app, data, broker, password);

    public FakeBrokerAdministration Broker { get; }

    public string Password { get; }

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <param name="scene">What the broker looks like.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<ConsoleHost> StartAsync(FakeScene scene, int port = 0)
    {
        var data = Directory.CreateTempSubdirectory("console-").FullName;
        var password = RandomNumberGenerator.GetHexString(20);
        var builder = WebApplication.CreateBuilder(ConsoleServices.HostOptions([]));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = $"http://127.0.0.1:{port}",
            ["Broker:DataDirectory"] = data,
            ["Security:Administrator:Name"] = AdministratorName,
            ["Security:Administrator:Password"] = password,
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddConsole(ConfigurationLoading.Load(builder.Configuration));
        var broker = new FakeBrokerAdministration(scene, TimeProvider.System);
        builder.Services.AddSingleton<IBrokerAdministration>(broker);
        builder.Services.AddSingleton<ISettingsStore>(new FileSettingsStore(data));

        var app = builder.Build();
        app.MapConsole();
        await app.StartAsync();
        return new ConsoleHost(app, data, broker, password);
    }

    public async ValueTask DisposeAsync()
    {
        // Open circuits would hold a graceful stop for half a minute.
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await _app.StopAsync(impatient.Token);
        }
        catch (OperationCanceledException)
        {
        }

        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
