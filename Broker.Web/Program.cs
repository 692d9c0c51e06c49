using Broker.Web.Hosting;

SocketThreads.FinishInline();
return await StartupErrors.RunAsync(args, async () =>
{
    var builder = WebApplication.CreateBuilder(ConsoleServices.HostOptions(args));
    FailedStartLogging.AddTo(builder);
    var configuration = ConfigurationLoading.Load(builder.Configuration);
    DataDirectory.EnsureWritable(configuration.Broker.DataDirectory);
    PortCheck.EnsureFree(builder.Configuration);
    builder.AddBroker(configuration);
    builder.AddConsole(configuration);

    var app = builder.Build();
    app.MapConsole();
    var broker = app.Services.GetRequiredService<BrokerHost>();
    await app.RunAsync();
    broker.ThrowIfFailed();
});
