using Broker.Tests.Fixtures;

namespace Broker.Tests.Architecture;

/// <summary>The drawing of the rooms, held against what the compiler made. Change it here and in the README in the same change.</summary>
public sealed class RoomTests
{
    /// <summary>As in Broker.Core/README.md. Every room may also use Messages, Configuration and Diagnostics.</summary>
    private const string CoreDrawing = """
        Hosting      ─► Management, Transports, Protocols, Networks, Availability, Routing, Scheduling, Destinations, Security, Storage
        Management   ─► Transports, Networks, Availability, Routing, Transactions, Scheduling, Destinations, Security, Storage
        Transports   ─► Protocols
        Networks     ─► Protocols/OpenWire, Routing, Clients
        Protocols/*  ─► Routing, Transactions, Destinations, Clients, Security, Selectors, Storage
        Protocols    ─► Routing, Security, Storage
        Routing      ─► Transactions, Scheduling, Security, Destinations, Clients, Selectors, Storage
        Transactions ─► Destinations, Storage
        Scheduling   ─► Storage
        Settings     ─► Storage
        Availability ─► Storage
        Destinations ─► Clients, Selectors, Storage
        Clients      ─► Security
        Selectors
        Security
        Storage
        """;

    /// <summary>As in Broker.Storage/README.md: no adapter knows another.</summary>
    private const string StorageDrawing = """
        Journal  ─► Commits, Encodings
        Database ─► Commits, Encodings
        Settings ─► Journal
        Memory
        Commits  ─► Encodings
        Encodings
        """;

    private static readonly string[] ForAll = ["Messages", "Configuration", "Diagnostics"];
    private static readonly string[] ForWeb = ["Management", "Availability", "Security", "Configuration"];
    private static readonly RoomPlan Core = new("Broker.Core", CoreDrawing, ForAll);
    private static readonly string CorePath = PathOf("Broker.Core");
    private static readonly string StoragePath = PathOf("Broker.Storage");
    private static readonly string WebPath = PathOf("Broker.Web");

    [Fact]
    public void Core_Rooms_UseOnlyWhatTheirArrowsPointTo() => AssertNone(Core.Violations(TypeReferences.Read(CorePath)));

    private static void AssertNone(IReadOnlyCollection<string> violations) => Assert.True(violations.Count == 0, string.Join('\n', violations));

    [Fact]
    public void Core_Readme_ShowsTheSameDrawing()
    {
        var readme = RepositoryFiles.Read("Broker.Core", "README.md");
        Assert.All(CoreDrawing.Split('\n'), line => Assert.Contains(line.Trim(), readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Core_Assemblies_NoUserInterfaceAndNoEntityFramework()
    {
        string[] allowed =
        [
            "Microsoft.AspNetCore.Connections.Abstractions", "Microsoft.Extensions.Features", // features of a connection
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
        ];
        var foreign = TypeReferences.ReadAssemblies(CorePath)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && !allowed.Contains(name, StringComparer.Ordinal));
        Assert.Empty(foreign);
    }

    [Fact]
    public void Storage_Rooms_KnowNoOtherAdapter() =>
        Assert.Empty(new RoomPlan("Broker.Storage", StorageDrawing).Violations(TypeReferences.Read(StoragePath)));

    [Fact]
    public void Storage_UsesOfCore_AreContractsAlone() =>
        Assert.Empty(UsesOfCore(TypeReferences.Read(StoragePath), ["Storage", .. ForAll]));

    [Fact]
    public void Web_OutsideHosting_UsesCoreThroughManagement()
    {
        var references = TypeReferences.Read(WebPath).Where(reference => !IsComposition(reference)).ToList();
        var exporters = references.Where(reference => reference.FromNamespace.StartsWith("Broker.Web.Metrics", StringComparison.Ordinal)).ToList();
        Assert.Empty(UsesOfCore(references.Except(exporters), ForWeb));
        Assert.Empty(UsesOfCore(exporters, [.. ForWeb, "Diagnostics"]));
    }

    [Fact]
    public void Web_OutsideHosting_KnowsNoStore() =>
        Assert.DoesNotContain(
            TypeReferences.Read(WebPath),
            reference => !IsComposition(reference) && reference.ToAssembly.Equals("Broker.Storage", StringComparison.Ordinal));

    // Program has no namespace; neither have the compiler's own helpers, which name no types of ours.
    private static bool IsComposition(TypeReference reference) =>
        reference.FromNamespace.Length == 0
        || reference.FromNamespace.Equals("Broker.Web.Hosting", StringComparison.Ordinal)
        || reference.FromNamespace.StartsWith("Broker.Web.Hosting.", StringComparison.Ordinal);

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    private static IEnumerable<string> UsesOfCore(IEnumerable<TypeReference> references, string[] allowed) =>
        from reference in references
        where Core.RoomOf(reference.ToNamespace) is { } room && !allowed.Contains(room, StringComparer.Ordinal)
        select $"{reference.FromNamespace}.{reference.From} names {reference.ToNamespace}.{reference.To}.";
}
