using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Settings;
using Broker.Core.Storage;

namespace Broker.Web.Hosting;

/// <summary>Wires the engine: its store, its ports, and the service that runs it.</summary>
public static class BrokerServices
{
    public static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder, ApplianceConfiguration configuration)
    {
        var services = builder.Services;
        services.AddSingleton(configuration);
        services.AddSingleton(configuration.Broker);
        services.AddSingleton<NodeState>();
        services.AddSingleton<BrokerAdministration>();
        services.AddSingleton<IBrokerAdministration>(provider => provider.GetRequiredService<BrokerAdministration>());
        services.AddStore(configuration.Broker.Persistence.Adapter);
        services.AddSingleton(CreateSetup);
        services.AddSingleton<BrokerService>();
        services.AddSingleton<BrokerHost>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerHost>());
        services.AddHostedService<TakeoverWarmup>();
        return builder;
    }

    /// <summary>Adds a store: what makes an <see cref="IPersistenceAdapter"/> for a tenure, its <see cref="IMasterLock"/>, its <see cref="INodeRegistry"/> and its <see cref="ISettingsStore"/>.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, PersistenceAdapterKind adapter) => adapter switch
    {
        PersistenceAdapterKind.Journal => services.AddJournal(),
        PersistenceAdapterKind.Database => services.AddDatabase(),
        PersistenceAdapterKind.Memory => services.AddMemory(),
        _ => throw new NotSupportedException($"There is no store {adapter}."),
    };

    private static BrokerSetup CreateSetup(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<ApplianceConfiguration>();
        return new(
            configuration.Broker,
            configuration.Security,
            provider.GetRequiredService<Func<MasterTenure, IPersistenceAdapter>>(),
            provider.GetRequiredService<IAuthenticator>(),
            new SocketListenerFactory(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(),
            configuration.ConsoleUri)
        {
            Authorization = provider.GetRequiredService<Authorization>(),
            RefreshSettings = provider.GetRequiredService<SettingsFollower>().RefreshAsync,
        };
    }
}
