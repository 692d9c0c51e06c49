using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Storage.Memory;

namespace Broker.Web.Hosting;

/// <summary>Wires the engine: its store, its lock, its ports, and the service that runs it.</summary>
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
        services.AddSingleton<IMasterLock>(CreateLock);
        services.AddSingleton(CreateSetup);
        services.AddSingleton<BrokerService>();
        services.AddSingleton<BrokerHost>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerHost>());
        return builder;
    }

    private static BrokerSetup CreateSetup(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<ApplianceConfiguration>();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        return new(
            configuration.Broker,
            configuration.Security,
            tenure => CreatePersistence(provider, configuration.Broker, tenure),
            provider.GetRequiredService<IAuthenticator>(),
            new SocketListenerFactory(),
            provider.GetRequiredService<TimeProvider>(),
            loggers);
    }

    private static IPersistenceAdapter CreatePersistence(IServiceProvider provider, BrokerOptions broker, MasterTenure tenure)
    {
        if (broker.Persistence.Adapter == PersistenceAdapterKind.Memory) return new MemoryPersistenceAdapter();
        var options = new JournalOptions
        {
            Directory = JournalDirectory(broker),
            StoreLimitBytes = broker.SystemUsage.StoreLimit,
        };
        return new JournalPersistenceAdapter(
            options, tenure, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<JournalPersistenceAdapter>>());
    }

    private static SharedFileLock CreateLock(IServiceProvider provider)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new SharedFileLockOptions
        {
            Directory = JournalDirectory(broker),
            NodeName = broker.NodeName,
            Incarnation = Guid.NewGuid(),
            LeaseDuration = broker.Availability.LeaseDuration,
        };
        return new(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SharedFileLock>>());
    }

    private static string JournalDirectory(BrokerOptions broker) => Path.Combine(broker.DataDirectory, "journal");
}
