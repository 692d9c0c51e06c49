using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Storage.Memory;

namespace Broker.Web.Hosting;

/// <summary>Wires the store that keeps nothing: for one node, which is always master.</summary>
internal static class MemoryServices
{
    public static IServiceCollection AddMemory(this IServiceCollection services)
    {
        services.AddSingleton<Func<MasterTenure, IPersistenceAdapter>>(_ => _ => new MemoryPersistenceAdapter());
        services.AddSingleton<IMasterLock>(provider => new MemoryMasterLock(provider.GetRequiredService<BrokerOptions>().Availability.LeaseDuration));
        services.AddSingleton<INodeRegistry, MemoryNodeRegistry>();
        return services.AddFileSettings();
    }
}
