using Broker.Core.Configuration;
using Broker.Core.Settings;
using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Storage.Journal;
using Broker.Storage.Settings;

namespace Broker.Web.Hosting;

/// <summary>Wires what operators change: where its documents are, and what follows them.</summary>
internal static class SettingsServices
{
    private const string Copies = "settings-copy";

    /// <summary>Documents as files in the data directory, which nodes may share.</summary>
    public static IServiceCollection AddFileSettings(this IServiceCollection services)
    {
        services.AddSingleton<ISettingsStore>(provider => new FileSettingsStore(DataDirectoryOf(provider), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Documents in the database, with a private copy on this node.</summary>
    public static IServiceCollection AddDatabaseSettings(this IServiceCollection services)
    {
        services.AddSingleton(provider => new DatabaseSettingsStore(
            provider.GetRequiredService<DatabaseConnections>(), provider.GetRequiredService<BrokerOptions>().BrokerName, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISettingsStore>(provider => new MirroredSettingsStore(
            provider.GetRequiredService<DatabaseSettingsStore>(),
            new(PrivateFiles.Directory(Path.Combine(DataDirectoryOf(provider), Copies)).FullName),
            new(DataDirectoryOf(provider)),
            Merge,
            provider.GetRequiredService<BrokerOptions>().NodeName,
            provider.GetRequiredService<ILogger<MirroredSettingsStore>>()));
        return services;
    }

    /// <summary>Follows every <see cref="IStoredSettings"/> from the start of the node on.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<SettingsFollower>();
        services.AddHostedService<SettingsHost>();
        return services;
    }

    private static string? Merge(string document, string? shared, string own) =>
        string.Equals(document, UserFormat.Instance.Document, StringComparison.Ordinal) ? UserFormat.Merge(shared, own) : RightsFormat.Merge(shared, own);

    private static string DataDirectoryOf(IServiceProvider provider) =>
        PrivateFiles.Directory(provider.GetRequiredService<BrokerOptions>().DataDirectory).FullName;
}
