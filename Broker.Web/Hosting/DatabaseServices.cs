using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Web.Hosting;

/// <summary>Wires the database that the nodes share: its lease, its list of nodes, and a look at it before the start.</summary>
internal static class DatabaseServices
{
    public static IServiceCollection AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton(provider => new DatabaseConnections(ConnectionStringOf(provider)));
        services.AddSingleton<Func<MasterTenure, IPersistenceAdapter>>(provider => tenure => CreateAdapter(provider, tenure));
        services.AddSingleton<IMasterLock>(CreateLock);
        services.AddSingleton<INodeRegistry>(provider => new DatabaseNodeRegistry(
            provider.GetRequiredService<DatabaseConnections>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(CreateCheck);
        return services.AddDatabaseSettings();
    }

    private static DatabasePersistenceAdapter CreateAdapter(IServiceProvider provider, MasterTenure tenure)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new DatabaseOptions
        {
            ConnectionString = broker.Persistence.ConnectionString,
            MaxFrameSizeBytes = LargestFrame(broker),
            StoreLimitBytes = broker.SystemUsage.StoreLimit.Bytes,
        };
        return new DatabasePersistenceAdapter(
            options,
            tenure,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DatabasePersistenceAdapter>>(),
            provider.GetRequiredService<DatabaseConnections>());
    }

    private static DatabaseLeaseLock CreateLock(IServiceProvider provider)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new DatabaseLockOptions
        {
            ConnectionString = broker.Persistence.ConnectionString,
            BrokerName = broker.BrokerName,
            NodeName = broker.NodeName,
            Incarnation = Guid.NewGuid(),
            LeaseDuration = broker.Availability.LeaseDuration,
        };
        return new DatabaseLeaseLock(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DatabaseLeaseLock>>(),
            provider.GetRequiredService<DatabaseConnections>());
    }

    private static StartCheck CreateCheck(IServiceProvider provider)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        return stop => DatabaseCheck.RunAsync(provider.GetRequiredService<DatabaseConnections>(), broker.BrokerName, LargestFrame(broker), stop);
    }

    private static string ConnectionStringOf(IServiceProvider provider) => provider.GetRequiredService<BrokerOptions>().Persistence.ConnectionString;

    // Whatever any connector lets in has to fit into one statement.
    private static long LargestFrame(BrokerOptions broker) => broker.TransportConnectors.Max(connector =>
        TransportConnectorUri.TryParse(connector.Uri, out var uri, out _) ? uri.MaxFrameSizeBytes : 0L);
}
