using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Web.Hosting;

/// <summary>Wires the journal: files below the data directory, which nodes may share, and the lock among them.</summary>
internal static class JournalServices
{
    public static IServiceCollection AddJournal(this IServiceCollection services)
    {
        services.AddSingleton<Func<MasterTenure, IPersistenceAdapter>>(provider => _ => CreateAdapter(provider));
        services.AddSingleton(CreateLock);
        return services;
    }

    private static JournalPersistenceAdapter CreateAdapter(IServiceProvider provider)
    {
        var broker = provider.GetRequiredService<BrokerOptions>();
        var options = new JournalOptions
        {
            Directory = DirectoryOf(broker),
            StoreLimitBytes = broker.SystemUsage.StoreLimit,
        };
        return new JournalPersistenceAdapter(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<JournalPersistenceAdapter>>());
    }

    private static IMasterLock CreateLock(IServiceProvider provider) => new SharedFileLock(
        DirectoryOf(provider.GetRequiredService<BrokerOptions>()),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<SharedFileLock>>());

    private static string DirectoryOf(BrokerOptions broker) => Path.Combine(broker.DataDirectory, "journal");
}
