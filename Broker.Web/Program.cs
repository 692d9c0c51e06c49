using Broker.Web.Hosting;

return await StartupErrors.RunAsync(args, async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    FailedStartLogging.AddTo(builder);
    var configuration = ConfigurationLoading.Load(builder.Configuration);
    DataDirectory.EnsureWritable(configuration.Broker.DataDirectory);
    PortCheck.EnsureFree(builder.Configuration, configuration.Broker);
    var app = builder.Build();
    await app.RunAsync();
});
