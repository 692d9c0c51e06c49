using Broker.Web.Hosting;

SocketThreads.FinishInline();
return await StartupErrors.RunAsync(args, async () =>
{
    var builder = WebApplication.CreateBuilder(ConsoleServices.HostOptions(args));
    FailedStartLogging.AddTo(builder);
    var configuration = ConfigurationLoading.Load(builder.Configuration);
    DataDirectory.EnsureWritable(configuration.Broker.DataDirectory);
    PortCheck.EnsureFree(builder.Configuration);
    CertificateCheck.EnsureUsable(configuration.Broker);
    builder.AddBroker(configuration);
    builder.AddConsole(configuration);

    var app = builder.Build();
    app.MapConsole();
    // Asked for now: when the host has run it is disposed, and its services with it.
    var broker = app.Services.GetRequiredService<BrokerHost>();
    try
    {
        await app.RunAsync();
    }
    finally
    {
        // A broker that fails while the host still starts breaks that off; the reason is then here, not in the exception.
        broker.ThrowIfFailed();
    }
});
