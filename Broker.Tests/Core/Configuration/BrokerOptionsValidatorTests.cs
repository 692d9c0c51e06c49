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
        Right with { SystemUsage = new() { MemoryLimit = UsageLimit.FromPercent(1), StoreLimit = UsageLimit.FromPercent(100) } },
        Right with { SystemUsage = new() { SendFailIfNoSpaceAfterTimeout = TimeSpan.FromDays(1) } },
        Right with { SystemUsage = new() { TempLimit = 0 } },
        Right with { DestinationPolicies = [new() { Queue = "A", StoreUsageHighWaterMark = 1, BlockedProducerWarningInterval = TimeSpan.Zero }] },
        Right with { DestinationPolicies = [new() { Queue = "A", SendFailIfNoSpaceAfterTimeout = TimeSpan.Zero, ProducerFlowControl = true, SendFailIfNoSpace = false }] },
        Right with { SchedulerSupport = false, MaxSchedulerRepeatAllowed = 0 },
        Right with { MaxSchedulerRepeatAllowed = 1_000_000, MissedFirePolicy = MissedFirePolicy.All },
        Right with { TransportConnectors = [Connector("a", "tcp://h:0"), Connector("b", "tcp://h:0")] },
        On(Secure("ssl://h:1", new() { KeyStore = "k.p12", KeyStorePassword = "secret" })),
        On(Secure("auto+ssl://h:1?needClientAuth=true", new() { KeyStore = "k.pem", PrivateKey = "p.pem", TrustStore = "t.pem", CertificateAsUserName = true })),
        Right with { TransportConnectors = [new() { PublishedUri = "ssl://broker.example.org:61617" }] },
        Right with { DestinationPolicies = [new() { Queue = ">" }, new() { Topic = ">" }] },
        Buried(new() { Kind = DeadLetterStrategyKind.Individual, QueuePrefix = "", QueueSuffix = ".DLQ", Expiration = TimeSpan.FromDays(7) }),
        Right with { TimeStamping = new() { Enabled = true, ZeroExpirationOverride = TimeSpan.FromDays(1), TtlCeiling = TimeSpan.FromDays(2), FutureOnly = true } },
        Redelivered(new() { Enabled = true, MaximumRedeliveries = -1, UseExponentialBackOff = true, BackOffMultiplier = 1, UseCollisionAvoidance = true, CollisionAvoidancePercent = 100 }),
        Right with { DiscardTemporaryDeadLetters = true, PopulateJMSXUserID = true },
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
        { OnDatabase("Server=db;Database=broker;Uid=broker") with { SystemUsage = new() { StoreLimit = UsageLimit.FromPercent(70) } }, "Broker:SystemUsage:StoreLimit: 70%", "such as 100gb" },
        { Right with { SystemUsage = new() { TempLimit = -1 } }, "Broker:SystemUsage:TempLimit: -1", "0 for none" },
        { Right with { SystemUsage = new() { SendFailIfNoSpaceAfterTimeout = TimeSpan.FromSeconds(-1) } }, "Broker:SystemUsage:SendFailIfNoSpaceAfterTimeout: ", "00:00:00" },
        { Right with { DestinationPolicies = [new() { Queue = "A", StoreUsageHighWaterMark = 0 }] }, "Broker:DestinationPolicies:0:StoreUsageHighWaterMark: 0", "1 to 100" },
        { Right with { DestinationPolicies = [new() { Queue = "A", StoreUsageHighWaterMark = 101 }] }, "Broker:DestinationPolicies:0:StoreUsageHighWaterMark: 101", "1 to 100" },
        { Right with { DestinationPolicies = [new() { Queue = "A", SendFailIfNoSpaceAfterTimeout = TimeSpan.FromDays(2) }] }, "Broker:DestinationPolicies:0:SendFailIfNoSpaceAfterTimeout: ", "1.00:00:00" },
        { Right with { DestinationPolicies = [new() { Queue = "A", BlockedProducerWarningInterval = TimeSpan.FromSeconds(-1) }] }, "Broker:DestinationPolicies:0:BlockedProducerWarningInterval: ", "00:00:00" },
        { Right with { TransportConnectors = [Connector("", "tcp://h:1")] }, "Broker:TransportConnectors:0:Name: ", "write a name" },
        { Right with { TransportConnectors = [Connector("a", "tcp://h:1"), Connector("A", "tcp://h:2")] }, "Broker:TransportConnectors:1:Name: 'A'", "each its own" },
        { Right with { TransportConnectors = [Connector("a", "tcp://h:1"), Connector("b", "nio://h:1")] }, "Broker:TransportConnectors:1:Uri: tcp://h:1", "its own port" },
        { Right with { TransportConnectors = [Connector("a", "stomp://h:1")] }, "Broker:TransportConnectors:0:Uri: ", "use tcp://" },
        { Right with { TransportConnectors = [Connector("a", "tcp://h:1"), Secure("ssl://h:1", new() { KeyStore = "k" })] }, "Broker:TransportConnectors:1:Uri: ssl://h:1", "its own port" },
        { On(Secure("ssl://h:1", new())), "Broker:TransportConnectors:0:Tls:KeyStore: is empty", "PKCS12 or PEM file" },
        { On(Secure("ssl://h:1", new() { KeyStore = "broker.JKS", KeyStorePassword = "secret" })), "Broker:TransportConnectors:0:Tls:KeyStore: 'broker.JKS' is a Java key store", "keytool -importkeystore" },
        { On(Secure("tcp://h:1", new() { KeyStore = "k", KeyStorePassword = "secret" })), "Broker:TransportConnectors:0:Tls: has no meaning for tcp://h:1", "write ssl://" },
        { On(Secure("ssl://h:1?needClientAuth=true", new() { KeyStore = "k" })), "Broker:TransportConnectors:0:Tls:TrustStore: is empty", "PEM file" },
        { On(Secure("ssl://h:1?wantClientAuth=true", new() { KeyStore = "k" })), "Broker:TransportConnectors:0:Tls:TrustStore: is empty", "PEM file" },
        { On(Secure("ssl://h:1", new() { KeyStore = "k", TrustStore = "t" })), "Broker:TransportConnectors:0:Tls:TrustStore: has no effect", "needClientAuth=true" },
        {
            On(Secure("ssl://h:1?wantClientAuth=true", new() { KeyStore = "k", TrustStore = "t", CertificateAsUserName = true })),
            "Broker:TransportConnectors:0:Tls:CertificateAsUserName: needs", "needClientAuth=true"
        },
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
        { Buried(new() { Queue = "" }), "Broker:DestinationPolicies:0:DeadLetterStrategy:Queue: ", "write a name" },
        { Buried(new() { Queue = "DLQ.>" }), "Broker:DestinationPolicies:0:DeadLetterStrategy:Queue: 'DLQ.>'", "ActiveMQ.DLQ" },
        { Buried(new() { QueuePrefix = "" }), "Broker:DestinationPolicies:0:DeadLetterStrategy:QueuePrefix: ", "write one" },
        { Buried(new() { TopicPrefix = "DLQ.*." }), "Broker:DestinationPolicies:0:DeadLetterStrategy:TopicPrefix: 'DLQ.*.X'", "without wildcards" },
        { Buried(new() { QueuePrefix = "DLQ " }), "Broker:DestinationPolicies:0:DeadLetterStrategy:QueuePrefix: ", "has blanks" },
        { Buried(new() { Expiration = TimeSpan.FromSeconds(-1) }), "Broker:DestinationPolicies:0:DeadLetterStrategy:Expiration: ", "00:00:00 for ever" },
        { Redelivered(new() { MaximumRedeliveries = 3 }), "Broker:DestinationPolicies:0:Redelivery: ", "Enabled" },
        { Redelivered(new() { Enabled = true, MaximumRedeliveries = -2 }), "Broker:DestinationPolicies:0:Redelivery:MaximumRedeliveries: -2", "-1 for no end" },
        { Redelivered(new() { Enabled = true, InitialRedeliveryDelay = TimeSpan.FromSeconds(-1) }), "Broker:DestinationPolicies:0:Redelivery:InitialRedeliveryDelay: ", "100.00:00:00" },
        { Redelivered(new() { Enabled = true, RedeliveryDelay = TimeSpan.FromDays(101) }), "Broker:DestinationPolicies:0:Redelivery:RedeliveryDelay: ", "100.00:00:00" },
        { Redelivered(new() { Enabled = true, MaximumRedeliveryDelay = TimeSpan.FromDays(101) }), "Broker:DestinationPolicies:0:Redelivery:MaximumRedeliveryDelay: ", "100.00:00:00" },
        { Redelivered(new() { Enabled = true, BackOffMultiplier = 0.5 }), "Broker:DestinationPolicies:0:Redelivery:BackOffMultiplier: ", "1 to 100" },
        { Redelivered(new() { Enabled = true, BackOffMultiplier = double.NaN }), "Broker:DestinationPolicies:0:Redelivery:BackOffMultiplier: ", "1 to 100" },
        { Redelivered(new() { Enabled = true, CollisionAvoidancePercent = 101 }), "Broker:DestinationPolicies:0:Redelivery:CollisionAvoidancePercent: 101", "0 to 100" },
        { Redelivered(new() { Enabled = true }) with { SchedulerSupport = false }, "Broker:DestinationPolicies:0:Redelivery:Enabled: ", "Broker:SchedulerSupport" },
        { Right with { DestinationPolicies = [new() { Topic = "A", Redelivery = new() { Enabled = true } }] }, "Broker:DestinationPolicies:0:Redelivery: ", "for queues" },
        { Right with { TimeStamping = new() { TtlCeiling = TimeSpan.FromHours(1) } }, "Broker:TimeStamping: ", "Enabled" },
        { Right with { TimeStamping = new() { Enabled = true, TtlCeiling = TimeSpan.FromSeconds(-1) } }, "Broker:TimeStamping:TtlCeiling: ", "no ceiling" },
        { Right with { TimeStamping = new() { Enabled = true, ZeroExpirationOverride = TimeSpan.FromSeconds(-1) } }, "Broker:TimeStamping:ZeroExpirationOverride: ", "without an end" },
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

    [Fact]
    public void TlsOptions_Printed_HasNoPassword() =>
        Assert.DoesNotContain("secret", Secure("ssl://h:1", new() { KeyStore = "k", KeyStorePassword = "secret" }).ToString(), StringComparison.Ordinal);

    private static BrokerOptions On(TransportConnectorOptions connector) => Right with { TransportConnectors = [connector] };

    private static TransportConnectorOptions Secure(string uri, TlsOptions tls) => new() { Name = "secure", Uri = uri, Tls = tls };

    private static BrokerOptions Published(string uri) => Right with { TransportConnectors = [new() { PublishedUri = uri }] };

    private static BrokerOptions Buried(DeadLetterStrategy strategy) =>
        Right with { DestinationPolicies = [new() { Queue = "A", DeadLetterStrategy = strategy }] };

    private static BrokerOptions Redelivered(RedeliveryPolicy policy) =>
        Right with { DestinationPolicies = [new() { Queue = "A", Redelivery = policy }] };

    private static BrokerOptions OnDatabase(string connectionString) =>
        Right with { Persistence = new() { Adapter = PersistenceAdapterKind.Database, ConnectionString = connectionString } };

    private static BrokerOptions InMemory(AvailabilityOptions availability) =>
        Right with { Persistence = new() { Adapter = PersistenceAdapterKind.Memory }, Availability = availability };

    private static TransportConnectorOptions Connector(string name, string uri) => new() { Name = name, Uri = uri };
}
