using System.Text;
using Broker.Core.Configuration;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Broker.Tests.Web.Hosting;

public sealed class ConfigurationLoadingTests
{
    [Fact]
    public void Load_NothingConfigured_DefaultsOneConnectorAndNodeName()
    {
        var configuration = Load();
        Assert.Equal(new BrokerOptions().BrokerName, configuration.Broker.BrokerName);
        Assert.Equal([new TransportConnectorOptions()], configuration.Broker.TransportConnectors);
        Assert.Equal(Environment.MachineName, configuration.Broker.NodeName);
        Assert.Equal(new SecurityOptions(), configuration.Security);
        Assert.Empty(configuration.Warnings);
    }

    public static TheoryData<string, string, Func<ApplianceConfiguration, object>, object> EveryKey => new()
    {
        { "Broker:BrokerName", "b", c => c.Broker.BrokerName, "b" },
        { "Broker:NodeName", "n", c => c.Broker.NodeName, "n" },
        { "Broker:DataDirectory", "d", c => c.Broker.DataDirectory, "d" },
        { "Broker:Persistence:Adapter", "memory", c => c.Broker.Persistence.Adapter, PersistenceAdapterKind.Memory },
        { "Broker:Persistence:ConnectionString", "Server=s", c => c.Broker.Persistence.ConnectionString, "Server=s" },
        { "Broker:Availability:LeaseDuration", "00:00:05", c => c.Broker.Availability.LeaseDuration, TimeSpan.FromSeconds(5) },
        { "Broker:Availability:WaitForSlave", "2", c => c.Broker.Availability.WaitForSlave, 2 },
        { "Broker:Availability:ShutdownOnMasterFailure", "true", c => c.Broker.Availability.ShutdownOnMasterFailure, true },
        { "Broker:Availability:ShutdownOnSlaveFailure", "true", c => c.Broker.Availability.ShutdownOnSlaveFailure, true },
        { "Broker:SystemUsage:MemoryLimit", "64 mb", c => c.Broker.SystemUsage.MemoryLimit, 64L << 20 },
        { "Broker:SystemUsage:StoreLimit", "0", c => c.Broker.SystemUsage.StoreLimit, 0L },
        { "Broker:SystemUsage:SendFailIfNoSpace", "true", c => c.Broker.SystemUsage.SendFailIfNoSpace, true },
        { "Broker:TransportConnectors:0:Name", "t", c => c.Broker.TransportConnectors[0].Name, "t" },
        { "Broker:TransportConnectors:0:Uri", "tcp://h:1", c => c.Broker.TransportConnectors[0].Uri, "tcp://h:1" },
        { "Broker:TransportConnectors:0:PublishedUri", "tcp://h.example:1", c => c.Broker.TransportConnectors[0].PublishedUri, "tcp://h.example:1" },
        { "Broker:TransportConnectors:0:UpdateClusterClients", "true", c => c.Broker.TransportConnectors[0].UpdateClusterClients, true },
        { "Broker:DestinationPolicies:0:Queue", "A.>", c => c.Broker.DestinationPolicies[0].Queue, "A.>" },
        { "Broker:DestinationPolicies:0:Topic", "A.>", c => c.Broker.DestinationPolicies[0].Topic, "A.>" },
        { "Broker:DestinationPolicies:0:PrioritizedMessages", "true", c => c.Broker.DestinationPolicies[0].PrioritizedMessages, true },
        { "Broker:DestinationPolicies:0:MemoryLimit", "1048576", c => c.Broker.DestinationPolicies[0].MemoryLimit, 1048576L },
        { "Broker:DestinationPolicies:0:DeadLetterQueue", "DLQ", c => c.Broker.DestinationPolicies[0].DeadLetterQueue, "DLQ" },
        { "Broker:DestinationPolicies:0:ProcessExpired", "false", c => c.Broker.DestinationPolicies[0].ProcessExpired, false },
        { "Broker:DestinationPolicies:0:ProcessNonPersistent", "true", c => c.Broker.DestinationPolicies[0].ProcessNonPersistent, true },
        { "Broker:DestinationPolicies:0:ExpireMessagesPeriod", "00:01:00", c => c.Broker.DestinationPolicies[0].ExpireMessagesPeriod, TimeSpan.FromMinutes(1) },
        { "Broker:SchedulerSupport", "false", c => c.Broker.SchedulerSupport, false },
        { "Broker:MaxSchedulerRepeatAllowed", "5", c => c.Broker.MaxSchedulerRepeatAllowed, 5 },
        { "Broker:MissedFirePolicy", "skip", c => c.Broker.MissedFirePolicy, MissedFirePolicy.Skip },
        { "Security:Administrator:Name", "root", c => c.Security.Administrator.Name, "root" },
        { "Security:Administrator:Password", "secret", c => c.Security.Administrator.Password, "secret" },
        { "Security:Anonymous", "None", c => c.Security.Anonymous, AnonymousAccess.None },
    };

    [Theory]
    [MemberData(nameof(EveryKey))]
    public void Load_Key_IsBound(string key, string value, Func<ApplianceConfiguration, object> read, object expected) =>
        Assert.Equal(expected, read(Load(WithWhatItNeeds(key, value))));

    [Fact]
    public void KnownKeys_All_AreTestedAboveOrRefused()
    {
        string[] refused = ["Broker:NetworkConnectors:0:Name", "Broker:NetworkConnectors:0:Uri", "Broker:NetworkConnectors:0:Duplex"];
        var tested = EveryKey.Select(row => (string)((object[])row)[0]);
        Assert.Equal(ConfigurationLoading.KnownKeys.Except(refused, StringComparer.Ordinal).Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void KnownKeys_Readme_ListsThoseThatWork()
    {
        // These are known so that they can be refused with a reason.
        string[] later = ["Broker:NetworkConnectors:"];
        var documented = RepositoryFiles.Read("README.md").Split('\n')
            .Where(line => line.StartsWith("| `Broker:", StringComparison.Ordinal) || line.StartsWith("| `Security:", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);
        var working = ConfigurationLoading.KnownKeys.Where(key => !later.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Equal(string.Join('\n', working.Order(StringComparer.Ordinal)), string.Join('\n', documented.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Broker:SystemUsage:SendFailIfNoSpace", "yes", "true or false")]
    [InlineData("Broker:Availability:WaitForSlave", "one", "a whole number")]
    [InlineData("Broker:Availability:WaitForSlave", "", "a whole number")]
    [InlineData("Broker:Availability:WaitForSlave", "1.5", "a whole number")]
    [InlineData("Broker:Availability:LeaseDuration", "30", "hours:minutes:seconds")]
    [InlineData("Broker:Availability:LeaseDuration", "soon", "hours:minutes:seconds")]
    [InlineData("Broker:SystemUsage:MemoryLimit", "lots", "kb, mb or gb")]
    [InlineData("Broker:SystemUsage:StoreLimit", "-1", "kb, mb or gb")]
    [InlineData("Broker:Persistence:Adapter", "Jornal", "one of Journal, Database, Memory")]
    [InlineData("Broker:Persistence:Adapter", "1", "one of Journal, Database, Memory")]
    [InlineData("Security:Anonymous", "Everyone", "one of None, Loopback, All")]
    [InlineData("Broker:MissedFirePolicy", "Never", "one of Once, All, Skip")]
    [InlineData("Broker:MaxSchedulerRepeatAllowed", "many", "a whole number")]
    [InlineData("Broker:DestinationPolicies:0:PrioritizedMessages", "1", "true or false")]
    public void Load_IllTypedValue_NamesKeyValueAndForm(string key, string value, string form)
    {
        var error = Assert.Single(Fail((key, value)));
        Assert.StartsWith($"{key}: '{value}' is not possible; the right form is ", error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Broker:DataDirectry", "Broker:DataDirectry: there is no such key; did you mean Broker:DataDirectory?")]
    [InlineData("Broker:Persistence:Adaptor", "Broker:Persistence:Adaptor: there is no such key; did you mean Broker:Persistence:Adapter?")]
    [InlineData("Broker:TransportConnectors:0:Url", "did you mean Broker:TransportConnectors:0:Uri?")]
    [InlineData("Security:Anonymus", "did you mean Security:Anonymous?")]
    [InlineData("Security:Users", "Security:Users: there is no such key; the keys here are Security:Administrator, Security:Anonymous.")]
    [InlineData("Security:Administrator:Email", "the keys here are Security:Administrator:Name, Security:Administrator:Password.")]
    [InlineData("Brokr:DataDirectory", "Brokr: there is no such section; did you mean Broker?")]
    [InlineData("Broker:BrokerName:Deep", "Broker:BrokerName: takes a single value, text, and no keys below it, such as Broker:BrokerName:Deep.")]
    [InlineData("Broker:Persistence", "Broker:Persistence: takes no value itself, but keys below it: Broker:Persistence:Adapter, Broker:Persistence:ConnectionString.")]
    [InlineData("Broker:TransportConnectors", "is a list; write Broker:TransportConnectors:0:Name, Broker:TransportConnectors:0:Uri, Broker:TransportConnectors:0:PublishedUri, Broker:TransportConnectors:0:UpdateClusterClients.")]
    [InlineData("Broker:TransportConnectors:Uri", "'Uri' is no place in a list; write Broker:TransportConnectors:0:Name")]
    [InlineData("Broker:TransportConnectors:1:Uri", "there is no Broker:TransportConnectors:0; number the entries from 0 without gaps.")]
    public void Load_UnknownKey_SaysWhichIsMeant(string key, string expected) =>
        Assert.Contains(expected, Assert.Single(Fail((key, "x"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    public void Load_WrongWebAddress_NamesIt(string url) =>
        Assert.StartsWith($"Urls: '{url}' is no address", Assert.Single(Fail(("Urls", url))), StringComparison.Ordinal);

    [Fact]
    public void Load_KeysOfOthers_LeftAlone() =>
        _ = Load(("Urls", "http://*:80"), ("Kestrel:Limits:MaxConcurrentConnections", "5"), ("Logging:LogLevel:Default", "Debug"),
            ("BROKR", "x"), ("BROKER_HOME", "/opt"), ("PATH", "/bin"));

    [Fact]
    public void Load_SeveralFaults_SaysAll()
    {
        var errors = Fail(("Broker:DataDirectry", "x"), ("Broker:SchedulerSupport", "maybe"), ("Security:Anonymous", "maybe"));
        Assert.Equal(3, errors.Count);
    }

    [Fact]
    public void Load_WrongAsAWhole_SaysAll() =>
        Assert.Equal(2, Fail(("Broker:Persistence:Adapter", "Database"), ("Security:Administrator:Name", "")).Count);

    [Fact]
    public void Load_LaterSource_WinsKeyByKeyInLists()
    {
        const string File = """
            { "Broker": { "BrokerName": "file", "TransportConnectors": [ { "Name": "first", "Uri": "tcp://a:1" }, { "Name": "second", "Uri": "tcp://a:2" } ] } }
            """;
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(File));
        var configuration = ConfigurationLoading.Load(new ConfigurationBuilder()
            .AddJsonStream(json)
            .AddCommandLine(["--Broker:TransportConnectors:0:Uri=tcp://b:3", "--Broker:DataDirectory", "elsewhere"])
            .Build());
        Assert.Equal("file", configuration.Broker.BrokerName);
        Assert.Equal("elsewhere", configuration.Broker.DataDirectory);
        Assert.Equal(
            [new() { Name = "first", Uri = "tcp://b:3" }, new() { Name = "second", Uri = "tcp://a:2" }],
            configuration.Broker.TransportConnectors);
    }

    [Theory]
    [InlineData("""{ "Broker": { "TransportConnectors": [], "NodeName": null, "Persistence": null } }""")]
    [InlineData("""{ "Broker": {}, "Security": {} }""")]
    [InlineData("""{ "Broker": { "TransportConnectors": [ {} ] } }""")]
    public void Load_EmptyOrNullInJson_MeansDefault(string text)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var configuration = ConfigurationLoading.Load(new ConfigurationBuilder().AddJsonStream(json).Build());
        Assert.Equal([new TransportConnectorOptions()], configuration.Broker.TransportConnectors);
    }

    [Fact]
    public void Load_MoreThanTenEntries_KeepsTheirOrder()
    {
        var entries = Enumerable.Range(0, 12).Select(i => ($"Broker:DestinationPolicies:{i}:Queue", $"Q{i}"));
        var policies = Load([.. entries]).Broker.DestinationPolicies;
        Assert.Equal(12, policies.Count);
        Assert.All(policies, (policy, i) => Assert.Equal($"Q{i}", policy.Queue));
    }

    [Theory]
    [InlineData("Urls", "http://127.0.0.1:8161", ":8161")]
    [InlineData("Urls", "http://*:80;https://*:443", ":80")]
    [InlineData("Urls", "http://[::]:8162", ":8162")]
    [InlineData("Urls", "http://127.0.0.1:0", "")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://*:9000", ":9000")]
    public void Load_NoNodeName_HostNameAndHttpPort(string key, string value, string expected) =>
        Assert.Equal(Environment.MachineName + expected, Load((key, value)).Broker.NodeName);

    [Theory]
    [InlineData("Urls", "http://127.0.0.1:8161", "http://127.0.0.1:8161")]
    [InlineData("Urls", "https://a.example:443", "https://a.example:443")]
    [InlineData("Urls", "http://127.0.0.1:0", "")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://b.example:9000", "http://b.example:9000")]
    public void Load_ConsoleAddress_ToldToTheGroup(string key, string value, string expected) =>
        Assert.Equal(expected, Load((key, value)).ConsoleUri);

    [Theory]
    [InlineData("http://*:80")]
    [InlineData("http://0.0.0.0:80")]
    [InlineData("http://[::]:80")]
    public void Load_ConsoleOnEveryAddress_HostNameStandsIn(string url) =>
        Assert.Equal($"http://{Environment.MachineName}:80", Load(("Urls", url)).ConsoleUri);

    [Fact]
    public void Load_ShippedFile_IsRight()
    {
        var configuration = ConfigurationLoading.Load(new ConfigurationBuilder().AddJsonFile(RepositoryFiles.PathOf("appsettings.json")).Build());
        Assert.Equal([new TransportConnectorOptions()], configuration.Broker.TransportConnectors);
        Assert.EndsWith(":8161", configuration.Broker.NodeName, StringComparison.Ordinal);
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void Load_ExamplePair_IsRightAndShort()
    {
        string[] example = ["docs", "examples", "database-pair.json"];
        var configuration = ConfigurationLoading.Load(new ConfigurationBuilder().AddJsonFile(RepositoryFiles.PathOf(example)).Build());
        Assert.Equal(PersistenceAdapterKind.Database, configuration.Broker.Persistence.Adapter);
        Assert.Empty(configuration.Warnings);
        Assert.True(RepositoryFiles.Read(example).TrimEnd().Split('\n').Length < 15);
    }

    private static ApplianceConfiguration Load(params (string Key, string Value)[] values) =>
        ConfigurationLoading.Load(new ConfigurationBuilder()
            .AddInMemoryCollection([.. values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))])
            .Build());

    private static IReadOnlyList<string> Fail(params (string Key, string Value)[] values) =>
        Assert.Throws<StartupException>(() => Load(values)).Sentences;

    private static (string Key, string Value)[] WithWhatItNeeds(string key, string value) =>
        key.StartsWith("Broker:DestinationPolicies", StringComparison.Ordinal) && !key.EndsWith(":Queue", StringComparison.Ordinal)
            && !key.EndsWith(":Topic", StringComparison.Ordinal)
            ? [(key, value), ("Broker:DestinationPolicies:0:Queue", ">")]
            : [(key, value)];
}
