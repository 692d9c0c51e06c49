using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>Runs the scenarios of <c>RoutingScenarios.java</c> against one broker that is configured for them.</summary>
public sealed class RoutingScenarioSuite : IAsyncLifetime
{
    private const string Virtual = "--Broker:VirtualDestinations";
    private const string Policies = "--Broker:DestinationPolicies";

    private static readonly string[] _settings =
    [
        "--Security:Administrator:Password=routing-secret",
        "--Broker:PopulateJMSXUserID=true",
        "--Broker:DiscardTemporaryDeadLetters=true",
        "--Broker:TimeStamping:Enabled=true",
        "--Broker:TimeStamping:TtlCeiling=01:00:00",
        $"{Virtual}:VirtualTopics:0:Name=VirtualTopic.>",
        $"{Virtual}:VirtualTopics:1:Name=Aware.>",
        $"{Virtual}:VirtualTopics:1:SelectorAware=true",
        $"{Virtual}:CompositeQueues:0:Name=routing.in",
        $"{Virtual}:CompositeQueues:0:ForwardTo:0:Queue=routing.out",
        $"{Virtual}:CompositeQueues:0:ForwardTo:1:Topic=routing.news",
        $"{Virtual}:CompositeQueues:0:ForwardTo:2:Queue=routing.red",
        $"{Virtual}:CompositeQueues:0:ForwardTo:2:Selector=color = 'red'",
        $"{Virtual}:CompositeQueues:1:Name=routing.chain",
        $"{Virtual}:CompositeQueues:1:ForwardTo:0:Topic=VirtualTopic.routing.chain",
        $"{Virtual}:CompositeTopics:0:Name=routing.sorted",
        $"{Virtual}:CompositeTopics:0:ForwardTo:0:Queue=routing.sorted.red",
        $"{Virtual}:CompositeTopics:0:ForwardTo:0:Selector=color = 'red'",
        $"{Virtual}:CompositeTopics:0:SendWhenNotMatched=true",
        $"{Virtual}:MirroredQueues:0:Name=mirrored.>",
        $"{Policies}:0:Queue=individual.>",
        $"{Policies}:0:DeadLetterStrategy:Kind=Individual",
        $"{Policies}:1:Queue=discarded.>",
        $"{Policies}:1:DeadLetterStrategy:Kind=Discarding",
        $"{Policies}:2:Topic=durable.>",
        $"{Policies}:2:DeadLetterStrategy:Kind=Individual",
        $"{Policies}:2:DeadLetterStrategy:DestinationPerDurableSubscriber=true",
        $"{Policies}:3:Queue=kept.>",
        $"{Policies}:3:DeadLetterStrategy:ProcessNonPersistent=true",
    ];

    private readonly JavaScenarioSuite _run = new();

    /// <summary>The names written in the Java source.</summary>
    public static IEnumerable<string> Names => JavaScenarioSuite.NamesAlone("RoutingScenarios.java");

    public async Task InitializeAsync()
    {
        await using var broker = await BrokerProcess.StartAsync(_settings);
        await _run.RunAsync(broker, [$"--console={broker.HttpUrl}", broker.OpenWireUrl, .. Names]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Empty when the scenario passed, else why not.</summary>
    public string FailureOf(string name) => _run.FailureOf(name);
}
