using Broker.Core.Configuration;
using Broker.Core.Routing;

namespace Broker.Web.Hosting;

/// <summary>Turns the sections "Broker" and "Security" into records, or says everything that is wrong with them.</summary>
/// <remarks>
/// All sources count alike (appsettings.json, environment, command line; later ones win key by key, also inside lists).
/// The other sections belong to ASP.NET Core and are left alone, but for near misses of our two and addresses that are none.
/// </remarks>
public static class ConfigurationLoading
{
    private const string BrokerSection = "Broker";
    private const string SecuritySection = "Security";

    /// <summary>Every key that may be set, in full; list entries appear with index 0.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } =
    [
        .. SectionBinder.KnownKeys(typeof(BrokerOptions), BrokerSection),
        .. SectionBinder.KnownKeys(typeof(SecurityOptions), SecuritySection),
    ];

    /// <exception cref="StartupException">The configuration is wrong; one sentence for each fault.</exception>
    public static ApplianceConfiguration Load(IConfiguration configuration)
    {
        var binder = new SectionBinder();
        var broker = binder.Bind<BrokerOptions>(configuration.GetSection(BrokerSection));
        var security = binder.Bind<SecurityOptions>(configuration.GetSection(SecuritySection));
        List<string> errors = [.. WebAddresses.Faults(configuration), .. MistypedSections(configuration), .. binder.Errors];

        // Values that could not be read are at their defaults; judging the whole is of use only when all were read.
        if (errors.Count == 0) errors.AddRange([.. BrokerOptionsValidator.Validate(broker), .. BrokerOptionsValidator.Validate(security)]);
        if (errors.Count == 0) errors.AddRange(ForwardSelectors.Faults(broker.VirtualDestinations));
        if (errors.Count > 0) throw new StartupException(errors);

        var warnings = BrokerOptionsValidator.Warnings(broker, binder.SetKeys);
        return new ApplianceConfiguration(
            Complete(broker, configuration), security, WebAddresses.ConsoleUri(configuration, Environment.MachineName), warnings);
    }

    private static BrokerOptions Complete(BrokerOptions broker, IConfiguration configuration) => broker with
    {
        NodeName = broker.NodeName.Length > 0 ? broker.NodeName : WebAddresses.DefaultNodeName(configuration, Environment.MachineName),
        SystemUsage = broker.SystemUsage.Resolve(MachineSize.MemoryBytes, MachineSize.DiskBytes(broker.DataDirectory)),
        TransportConnectors = broker.TransportConnectors.Count > 0 ? broker.TransportConnectors : [new TransportConnectorOptions()],
    };

    // The environment is full of other programs' names, but hardly any has keys below it.
    private static IEnumerable<string> MistypedSections(IConfiguration configuration) =>
        from section in configuration.GetChildren()
        where section.GetChildren().Any()
        let near = NearestName.Find(section.Key, [BrokerSection, SecuritySection])
        where near is not null && !near.Equals(section.Key, StringComparison.OrdinalIgnoreCase)
        select $"{section.Key}: there is no such section; did you mean {near}?";
}
