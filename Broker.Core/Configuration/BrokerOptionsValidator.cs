namespace Broker.Core.Configuration;

/// <summary>Judges options as a whole: each answer names its key, what is wrong, and the right form.</summary>
/// <remarks>The same rules hold at start and for a live edit; a change with errors changes nothing.</remarks>
public static class BrokerOptionsValidator
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);
    private const int MostSlaves = 100;

    /// <summary>Every error in the section "Broker"; none when it is right.</summary>
    public static IReadOnlyList<string> Validate(BrokerOptions options)
    {
        var errors = new List<string>();
        CheckNames(options, errors);
        CheckPersistence(options.Persistence, errors);
        CheckAvailability(options, errors);
        CheckSystemUsage(options.SystemUsage, options.Persistence.Adapter, errors);
        CheckScheduler(options, errors);
        CheckTransportConnectors(options.TransportConnectors, errors);
        if (options.NetworkConnectors.Count > 0)
        {
            errors.Add("Broker:NetworkConnectors: links to other brokers are not supported by this version; remove them.");
        }

        DestinationPolicyValidator.Check(options.DestinationPolicies, errors);
        CleanupOptionsValidator.Check(options.Cleanup, errors);
        if (!options.SchedulerSupport) CheckNothingWaits(options.DestinationPolicies, errors);
        VirtualDestinationsValidator.Check(options.VirtualDestinations, errors);
        TimeStampingValidator.Check(options.TimeStamping, errors);
        return errors;
    }

    /// <summary>Every error in the section "Security"; none when it is right.</summary>
    public static IReadOnlyList<string> Validate(SecurityOptions options)
    {
        var errors = new List<string>();
        var name = options.Administrator.Name;
        if (AuthorizationValidator.NameFault(name) is not null)
        {
            errors.Add($"Security:Administrator:Name: '{name}' is no login name; write one without blanks, such as admin.");
        }

        AuthorizationValidator.CheckAnonymous(options, errors);
        AuthorizationValidator.CheckUsers(options, errors);
        errors.AddRange(AuthorizationValidator.Validate(options.Authorization));
        AuthorizationValidator.CheckInForce(options.Authorization, errors);
        return errors;
    }

    /// <summary>Sentences about values that were set and have no effect in this version, for the log at start.</summary>
    /// <param name="options">The section "Broker".</param>
    /// <param name="setKeys">Full keys that the configuration gives, such as "Broker:Availability:WaitForSlave".</param>
    public static IReadOnlyList<string> Warnings(BrokerOptions options, IReadOnlyCollection<string> setKeys)
    {
        var warnings = new List<string>();
        if (options.Persistence.Adapter == PersistenceAdapterKind.Memory)
        {
            warnings.AddRange(setKeys
                .Where(key => key.StartsWith("Broker:Availability:", StringComparison.OrdinalIgnoreCase))
                .Select(key => $"{key} is set, but Broker:Persistence:Adapter=Memory keeps messages in one process, and no other node can take them over."));
        }

        if (options.Persistence is { Adapter: not PersistenceAdapterKind.Database, ConnectionString.Length: > 0 })
        {
            warnings.Add($"Broker:Persistence:ConnectionString is set, but Broker:Persistence:Adapter={options.Persistence.Adapter} does not use it.");
        }

        return warnings;
    }

    private static void CheckNames(BrokerOptions options, List<string> errors)
    {
        if (options.BrokerName.Length == 0 || !options.BrokerName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':'))
        {
            errors.Add($"Broker:BrokerName: '{options.BrokerName}' is no broker name; use letters, digits, '.', '_', '-' and ':', such as localhost.");
        }

        if (options.NodeName.Any(char.IsControl)) errors.Add("Broker:NodeName: has control characters; write plain text or leave it empty.");
        if (string.IsNullOrWhiteSpace(options.DataDirectory)) errors.Add("Broker:DataDirectory: is empty; write a path, such as data.");
    }

    private static void CheckPersistence(PersistenceOptions options, List<string> errors)
    {
        const string Key = "Broker:Persistence:ConnectionString";
        if (options.Adapter != PersistenceAdapterKind.Database) return;
        if (DatabaseConnectionString.Fault(options.ConnectionString) is { } fault) errors.Add($"{Key}: {fault}");
    }

    private static void CheckAvailability(BrokerOptions broker, List<string> errors)
    {
        var options = broker.Availability;
        if (options.LeaseDuration < ShortestLease || options.LeaseDuration > LongestLease)
        {
            errors.Add($"Broker:Availability:LeaseDuration: {options.LeaseDuration:c} is out of range; write a time from 00:00:01 to 00:10:00.");
        }

        if (options.WaitForSlave is < 0 or > MostSlaves)
        {
            errors.Add($"Broker:Availability:WaitForSlave: {options.WaitForSlave} is out of range; write 0 or the number of slaves to wait for, at most {MostSlaves}.");
        }

        // A slave needs the store, and nobody else has one that lives in this process: such a node would wait for ever.
        if (broker.Persistence.Adapter != PersistenceAdapterKind.Memory) return;
        if (options.WaitForSlave > 0) errors.Add(NoSlaves("WaitForSlave", "0"));
        if (options.ShutdownOnSlaveFailure) errors.Add(NoSlaves("ShutdownOnSlaveFailure", "false"));
    }

    private static string NoSlaves(string key, string right) =>
        $"Broker:Availability:{key}: with Broker:Persistence:Adapter=Memory there can be no slave, so this node would never serve; write {right}.";

    private static void CheckSystemUsage(SystemUsageOptions options, PersistenceAdapterKind adapter, List<string> errors)
    {
        const long LeastMemory = 1024 * 1024;
        if (options.MemoryLimit is { Percent: 0, Bytes: < LeastMemory })
        {
            errors.Add($"Broker:SystemUsage:MemoryLimit: {options.MemoryLimit} is out of range; write at least 1mb.");
        }

        if (options.StoreLimit.Bytes < 0)
        {
            errors.Add($"Broker:SystemUsage:StoreLimit: {options.StoreLimit} is out of range; write a size such as 100gb, or 0 for no limit but the disk.");
        }

        if (options.StoreLimit.Percent > 0 && adapter == PersistenceAdapterKind.Database)
        {
            errors.Add($"Broker:SystemUsage:StoreLimit: {options.StoreLimit} of the database's disk is not known here; write a size such as 100gb.");
        }

        if (options.TempLimit.Bytes < 0)
        {
            errors.Add($"Broker:SystemUsage:TempLimit: {options.TempLimit} is out of range; write a size such as 50gb, or 0 for none.");
        }

        if (options.SendFailIfNoSpaceAfterTimeout < TimeSpan.Zero || options.SendFailIfNoSpaceAfterTimeout > TimeSpan.FromDays(1))
        {
            errors.Add($"Broker:SystemUsage:SendFailIfNoSpaceAfterTimeout: {options.SendFailIfNoSpaceAfterTimeout:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 to wait for ever.");
        }
    }

    private static void CheckNothingWaits(IReadOnlyList<DestinationPolicy> policies, List<string> errors)
    {
        for (var i = 0; i < policies.Count; i++)
        {
            if (!policies[i].Redelivery.Enabled) continue;
            errors.Add($"Broker:DestinationPolicies:{i}:Redelivery:Enabled: messages wait in the scheduler, but Broker:SchedulerSupport is false; write true there.");
        }
    }

    private static void CheckScheduler(BrokerOptions options, List<string> errors)
    {
        const int MostRepeats = 1_000_000;
        if (options.MaxSchedulerRepeatAllowed is >= 0 and <= MostRepeats) return;
        errors.Add($"Broker:MaxSchedulerRepeatAllowed: {options.MaxSchedulerRepeatAllowed} is out of range; write a number from 0 to {MostRepeats}.");
    }

    private static void CheckTransportConnectors(IReadOnlyList<TransportConnectorOptions> connectors, List<string> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var addresses = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < connectors.Count; i++)
        {
            var key = $"Broker:TransportConnectors:{i}";
            var name = connectors[i].Name;
            if (string.IsNullOrWhiteSpace(name))
            {
                errors.Add($"{key}:Name: is empty; write a name such as openwire.");
            }
            else if (!names.TryAdd(name, i))
            {
                errors.Add($"{key}:Name: '{name}' is the name of connector {names[name]} too; give each its own.");
            }

            if (!TransportConnectorUri.TryParse(connectors[i].Uri, out var uri, out var error))
            {
                errors.Add($"{key}:Uri: {error}.");
            }
            else
            {
                var address = $"{uri.Host}:{uri.Port}";
                if (uri.Port != 0 && !addresses.TryAdd(address, i))
                {
                    errors.Add($"{key}:Uri: {uri} is the address of connector {addresses[address]} too; give each its own port.");
                }

                TlsOptionsValidator.Check(connectors[i].Tls, uri, key, errors);
            }

            CheckPublishedUri(connectors[i].PublishedUri, $"{key}:PublishedUri", errors);
        }
    }

    // Clients know neither nio nor auto.
    private static bool IsClientScheme(string uri) =>
        uri.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("ssl://", StringComparison.OrdinalIgnoreCase);

    private static void CheckPublishedUri(string text, string key, List<string> errors)
    {
        const string Form = "write tcp://host:port or ssl://host:port as clients reach it, such as tcp://broker-a.example.org:61616, or leave it empty";
        if (text.Length == 0) return;
        if (text.Contains('?', StringComparison.Ordinal)) errors.Add($"{key}: '{text}' has options; {Form}.");
        else if (text.Contains(',', StringComparison.Ordinal)) errors.Add($"{key}: '{text}' is more than one address; {Form}.");
        else if (!TransportConnectorUri.TryParse(text, out var uri, out _) || !IsClientScheme(text))
            errors.Add($"{key}: '{text}' is no address of a connector; {Form}.");
        else if (uri.Port == 0) errors.Add($"{key}: '{text}' has no port that could be reached; {Form}.");
        else if (uri.IsEveryAddress) errors.Add($"{key}: '{text}' stands for every address of a machine and cannot be reached; {Form}.");
    }
}
