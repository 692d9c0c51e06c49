using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Web.Hosting;

/// <summary>Wires the journal: files below the data directory, which nodes may share, and the lock and the list of nodes among them.</summary>
internal static class JournalServices
{
    public static IServiceCollection AddJournal(this IServiceCollection services)
    {
        services.AddSingleton<Func<MasterTenure, IPersistenceAdapter>>(provider => tenure => CreateAdapter(provider, tenure));
        services.AddSingleton<IMasterLock>(CreateLock);
        services.AddSingleton<INodeRegistry>(provider => new FileNodeRegistry(DirectoryOf(provider.GetRequiredService<BrokerOptions>())));
        return services.AddFileSettings();
    }

    private static JournalPersistenceAdapter CreateAdapter(IServiceProvider provider, MasterTenure tenure)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new JournalOptions
        {
            Directory = DirectoryOf(broker),
            StoreLimitBytes = broker.SystemUsage.StoreLimit.Bytes,
        };
        return new JournalPersistenceAdapter(
            options, tenure, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<JournalPersistenceAdapter>>());
    }

    private static SharedFileLock CreateLock(IServiceProvider provider)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new SharedFileLockOptions
        {
            Directory = DirectoryOf(broker),
            NodeName = broker.NodeName,
            Incarnation = Guid.NewGuid(),
            LeaseDuration = broker.Availability.LeaseDuration,
        };
        return new(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SharedFileLock>>());
    }

    private static string DirectoryOf(BrokerOptions broker) => Path.Combine(broker.DataDirectory, "journal");
}
