using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>Wires users and rights, which the engine asks and people edit.</summary>
internal static class RightsServices
{
    public static IServiceCollection AddRights(this IServiceCollection services, ApplianceConfiguration configuration)
    {
        services.AddSingleton<IUserStore>(provider => provider.GetRequiredService<UserFile>());
        services.AddSingleton<IRightsStore>(new RightsFile(configuration.Broker.DataDirectory));
        services.AddSingleton(provider => new Authorization(configuration.Security.Authorization, provider.GetRequiredService<IRightsStore>()));
        services.AddSingleton(AnonymousRules.Of(configuration.Security));
        services.AddSingleton<ISecurityAdministration, SecurityAdministration>();
        return services;
    }
}
