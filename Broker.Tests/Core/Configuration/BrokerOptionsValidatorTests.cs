using Broker.Core.Configuration;

namespace Broker.Tests.Core.Configuration;

public sealed class BrokerOptionsValidatorTests
{
    private static readonly BrokerOptions Right = new();

    [Fact]
    public void Validate_Defaults_NoError()
    {
        Assert.Empty(BrokerOptionsValidator.Validate(Right));
        Assert.Empty(BrokerOptionsValidator.Validate(Right with { TransportConnectors = [new TransportConnectorOptions()] }));
        Assert.Empty(BrokerOptionsValidator.Validate(new SecurityOptions()));
    }

    public static TheoryData<BrokerOptions> ValidOptions =>
    [
        Right with { BrokerName = "broker-1.eu_west:a" },
        Right with { NodeName = "node 1" },
        Right with { Persistence = new() { Adapter = PersistenceAdapterKind.Memory } },
        OnDatabase("Server=db;Database=broker;Uid=broker;Pwd=secret"),
        OnDatabase("host=db1,db2;initial catalog=broker;User ID=broker"),
        OnDatabase("Server=db;Database=broker;Uid=broker;Pwd=\"a;b=c\""),
        Right with { Availability = new() { LeaseDuration = TimeSpan.FromSeconds(1) } },
        Right with { Availability = new() { WaitForSlave = 100, ShutdownOnSlaveFailure = true, ShutdownOnMasterFailure = true } },
        Right with { Availability = new() { LeaseDuration = TimeSpan.FromMinutes(10) } },
        Right with { SystemUsage = new() { MemoryLimit = 1024 * 1024 } },
        Right with { SystemUsage = new() { StoreLimit = 0 } },
        Right with { SchedulerSupport = false, MaxSchedulerRepeatAllowed = 0 },
        Right with { MaxSchedulerRepeatAllowed = 1_000_000, MissedFirePolicy = MissedFirePolicy.All },
        Right with { TransportConnectors = [Connector("a", "tcp://h:0"), Connector("b", "tcp://h:0")] },
        Right with { DestinationPolicies = [new() { Queue = ">" }, new() { Topic = ">" }] },
        Right with { DestinationPolicies = [new() { Queue = "A", MemoryLimit = 64 * 1024, ExpireMessagesPeriod = TimeSpan.Zero }] },
    ];

    [Theory]
    [MemberData(nameof(ValidOptions))]
    public void Validate_Valid_NoError(BrokerOptions options) => Assert.Empty(BrokerOptionsValidator.Validate(options));

    public static TheoryData<BrokerOptions, string, string> InvalidOptions => new()
    {
        { Right with { BrokerName = "" }, "Broker:BrokerName: ", "letters, digits" },
        { Right with { BrokerName = "a b" }, "Broker:BrokerName: 'a b'", "letters, digits" },
        { Right with { NodeName = "a\nb" }, "Broker:NodeName: ", "plain text" },
        { Right with { DataDirectory = " " }, "Broker:DataDirectory: ", "write a path" },
        { OnDatabase(""), "Broker:Persistence:ConnectionString: is empty", "Server=...;Database=...;Uid=...;Pwd=..." },
        { OnDatabase("secret"), "Broker:Persistence:ConnectionString: cannot be read", "Server=...;Database=...;Uid=...;Pwd=..." },
        { OnDatabase("Server=;Database=broker;Uid=broker;Pwd=secret"), "Broker:Persistence:ConnectionString: names no server", "Server=..." },
        { OnDatabase("Server=db;Uid=broker;Pwd=secret"), "Broker:Persistence:ConnectionString: names no database", "Database=..." },
        { OnDatabase("Server=db;Database=broker;Pwd=secret"), "Broker:Persistence:ConnectionString: names no user", "Uid=..." },
        { Right with { Availability = new() { LeaseDuration = TimeSpan.Zero } }, "Broker:Availability:LeaseDuration: ", "00:00:01" },
        { Right with { Availability = new() { LeaseDuration = TimeSpan.FromHours(1) } }, "Broker:Availability:LeaseDuration: ", "00:10:00" },
        { Right with { Availability = new() { WaitForSlave = -1 } }, "Broker:Availability:WaitForSlave: -1", "write 0" },
        { Right with { Availability = new() { WaitForSlave = 101 } }, "Broker:Availability:WaitForSlave: 101", "at most 100" },
        { Right with { MaxSchedulerRepeatAllowed = -1 }, "Broker:MaxSchedulerRepeatAllowed: -1", "0 to 1000000" },
        { Right with { MaxSchedulerRepeatAllowed = 1_000_001 }, "Broker:MaxSchedulerRepeatAllowed: 1000001", "0 to 1000000" },
        { InMemory(new() { WaitForSlave = 1 }), "Broker:Availability:WaitForSlave: ", "never serve; write 0" },
        { InMemory(new() { ShutdownOnSlaveFailure = true }), "Broker:Availability:ShutdownOnSlaveFailure: ", "never serve; write false" },
        { Right with { SystemUsage = new() { MemoryLimit = 1024 * 1024 - 1 } }, "Broker:SystemUsage:MemoryLimit: ", "at least 1mb" },
        { Right with { SystemUsage = new() { StoreLimit = -1 } }, "Broker:SystemUsage:StoreLimit: -1", "0 for no limit" },
        { Right with { TransportConnectors = [Connector("", "tcp://h:1")] }, "Broker:TransportConnectors:0:Name: ", "write a name" },
        { Right with { TransportConnectors = [Connector("a", "tcp://h:1"), Connector("A", "tcp://h:2")] }, "Broker:TransportConnectors:1:Name: 'A'", "each its own" },
        { Right with { TransportConnectors = [Connector("a", "tcp://h:1"), Connector("b", "nio://h:1")] }, "Broker:TransportConnectors:1:Uri: tcp://h:1", "its own port" },
        { Right with { TransportConnectors = [Connector("a", "ssl://h:1")] }, "Broker:TransportConnectors:0:Uri: ", "use tcp://" },
        { Published("nio://h:1"), "Broker:TransportConnectors:0:PublishedUri: 'nio://h:1' is no address", "write tcp://host:port" },
        { Published("h"), "Broker:TransportConnectors:0:PublishedUri: 'h' is no address", "write tcp://host:port" },
        { Published("tcp://h:0"), "Broker:TransportConnectors:0:PublishedUri: 'tcp://h:0' has no port", "write tcp://host:port" },
        { Published("tcp://0.0.0.0:1"), "Broker:TransportConnectors:0:PublishedUri: 'tcp://0.0.0.0:1' stands for every address", "write tcp://host:port" },
        { Published("tcp://h:1?a=b"), "Broker:TransportConnectors:0:PublishedUri: 'tcp://h:1?a=b' has options", "write tcp://host:port" },
        { Published("tcp://h:1,tcp://g:1"), "Broker:TransportConnectors:0:PublishedUri: 'tcp://h:1,tcp://g:1' is more than one", "write tcp://host:port" },
        { Right with { NetworkConnectors = [new()] }, "Broker:NetworkConnectors: ", "not supported by this version" },
        { Right with { DestinationPolicies = [new()] }, "Broker:DestinationPolicies:0: ", "either Queue or Topic" },
        { Right with { DestinationPolicies = [new() { Queue = "A", Topic = "A" }] }, "Broker:DestinationPolicies:0: ", "either Queue or Topic" },
        { Right with { DestinationPolicies = [new() { Queue = "A" }, new() { Queue = "A" }] }, "Broker:DestinationPolicies:1: ", "queue://A" },
        { Right with { DestinationPolicies = [new() { Topic = "A.>.B" }] }, "Broker:DestinationPolicies:0:Topic: ", "comes last" },
        { Right with { DestinationPolicies = [new() { Queue = "A", MemoryLimit = 0 }] }, "Broker:DestinationPolicies:0:MemoryLimit: 0", "64kb" },
        { Right with { DestinationPolicies = [new() { Queue = "A", ExpireMessagesPeriod = TimeSpan.FromSeconds(-1) }] }, "Broker:DestinationPolicies:0:ExpireMessagesPeriod: ", "00:00:00" },
        { Right with { DestinationPolicies = [new() { Queue = "A", DeadLetterQueue = "" }] }, "Broker:DestinationPolicies:0:DeadLetterQueue: ", "write a name" },
        { Right with { DestinationPolicies = [new() { Queue = "A", DeadLetterQueue = "DLQ.>" }] }, "Broker:DestinationPolicies:0:DeadLetterQueue: ", "ActiveMQ.DLQ" },
    };

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void Validate_Invalid_NamesKeyAndForm(BrokerOptions options, string key, string form)
    {
        var error = Assert.Single(BrokerOptionsValidator.Validate(options));
        Assert.StartsWith(key, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralErrors_ReturnsAll()
    {
        var options = Right with { BrokerName = "", DataDirectory = "", DestinationPolicies = [new(), new()] };
        Assert.Equal(4, BrokerOptionsValidator.Validate(options).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void Validate_AdministratorName_NamesKey(string name)
    {
        var error = Assert.Single(BrokerOptionsValidator.Validate(new SecurityOptions { Administrator = new() { Name = name } }));
        Assert.StartsWith("Security:Administrator:Name: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void SchedulerSettings_Default_AsActiveMqButOn() =>
        Assert.Equal((true, 1000, MissedFirePolicy.Once), (Right.SchedulerSupport, Right.MaxSchedulerRepeatAllowed, Right.MissedFirePolicy));

    [Fact]
    public void Warnings_NothingSet_None() => Assert.Empty(BrokerOptionsValidator.Warnings(Right, []));

    [Theory]
    [InlineData(PersistenceAdapterKind.Journal, 0)]
    [InlineData(PersistenceAdapterKind.Memory, 1)]
    public void Warnings_AvailabilitySet_OnlyInMemory(PersistenceAdapterKind adapter, int expected)
    {
        var options = Right with { Persistence = new() { Adapter = adapter } };
        Assert.Equal(expected, BrokerOptionsValidator.Warnings(options, ["Broker:Availability:LeaseDuration"]).Count);
    }

    [Fact]
    public void Warnings_ConnectionStringWithoutDatabase_SaysWithoutTheSecret()
    {
        var options = Right with { Persistence = new() { ConnectionString = "Pwd=secret" } };
        var warning = Assert.Single(BrokerOptionsValidator.Warnings(options, []));
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    private static BrokerOptions Published(string uri) => Right with { TransportConnectors = [new() { PublishedUri = uri }] };

    private static BrokerOptions OnDatabase(string connectionString) =>
        Right with { Persistence = new() { Adapter = PersistenceAdapterKind.Database, ConnectionString = connectionString } };

    private static BrokerOptions InMemory(AvailabilityOptions availability) =>
        Right with { Persistence = new() { Adapter = PersistenceAdapterKind.Memory }, Availability = availability };

    private static TransportConnectorOptions Connector(string name, string uri) => new() { Name = name, Uri = uri };
}
