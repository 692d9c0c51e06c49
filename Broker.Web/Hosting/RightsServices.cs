using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Settings;

namespace Broker.Web.Hosting;

/// <summary>Wires users and rights, which the engine asks and people edit.</summary>
internal static class RightsServices
{
    public static IServiceCollection AddRights(this IServiceCollection services, ApplianceConfiguration configuration)
    {
        services.AddSingleton<IUserStore>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<IStoredSettings>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<RightsStore>();
        services.AddSingleton<IRightsStore>(provider => provider.GetRequiredService<RightsStore>());
        services.AddSingleton<IStoredSettings>(provider => provider.GetRequiredService<RightsStore>());
        services.AddSingleton(new Authorization(configuration.Security.Authorization));
        services.AddSingleton(AnonymousRules.Of(configuration.Security));
        services.AddSingleton<ISecurityAdministration, SecurityAdministration>();
        return services;
    }
}
