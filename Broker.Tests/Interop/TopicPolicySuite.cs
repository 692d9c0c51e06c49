using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>One broker with policies for each scenario's names, and one Java machine that runs them; a second one after the broker's restart.</summary>
public sealed class TopicPolicySuite : IAsyncLifetime
{
    private const string BeforeRestart = "topic-recovery-before-restart";
    private const string AfterRestart = "topic-recovery-after-restart";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    // The names of a scenario's destinations begin with "IT." and its own name.
    private static readonly string[][] _policies =
    [
        ["Topic=IT.topic-recovery-fixed-count.>", "SubscriptionRecoveryPolicy:Kind=FixedCount", "SubscriptionRecoveryPolicy:MaximumCount=3"],
        ["Topic=IT.topic-recovery-fixed-size.>", "SubscriptionRecoveryPolicy:Kind=FixedSized", "SubscriptionRecoveryPolicy:MaximumSize=4kb"],
        ["Topic=IT.topic-recovery-last-image.>", "SubscriptionRecoveryPolicy:Kind=LastImage"],
        ["Topic=IT.topic-recovery-timed.>", "SubscriptionRecoveryPolicy:Kind=Timed", "SubscriptionRecoveryPolicy:RecoverDuration=00:00:06"],
        ["Topic=IT.topic-recovery-retained.>", "SubscriptionRecoveryPolicy:RetainedMessage=true"],
        ["Topic=IT.topic-recovery-restart.image", "SubscriptionRecoveryPolicy:Kind=LastImage"],
        ["Topic=IT.topic-recovery-restart.retained", "SubscriptionRecoveryPolicy:RetainedMessage=true"],
        ["Topic=IT.topic-always-retroactive.>", "SubscriptionRecoveryPolicy:Kind=FixedCount", "AlwaysRetroactive=true"],
        ["Topic=IT.topic-pending-limit.>", "PendingMessageLimitStrategy:Limit=3"],
        ["Topic=IT.topic-pending-rate.>", "PendingMessageLimitStrategy:Multiplier=1.5"],
        ["Topic=IT.topic-evict-priority.>", "PendingMessageLimitStrategy:Limit=3", "MessageEvictionStrategy:Kind=OldestMessageWithLowestPriority"],
        ["Topic=IT.topic-evict-property.>", "PendingMessageLimitStrategy:Limit=3", "MessageEvictionStrategy:Kind=UniqueProperty", "MessageEvictionStrategy:PropertyName=share"],
        ["Queue=IT.destinations-max.>", "MaxDestinations=2"],
        ["Queue=IT.destinations-collected.>", "GcInactiveDestinations=true", "InactiveTimeoutBeforeGC=00:00:01"],
    ];

    private static readonly string[] _names =
    [
        "topic-recovery-none", "topic-recovery-fixed-count", "topic-recovery-fixed-size", "topic-recovery-last-image", "topic-recovery-timed",
        "topic-recovery-retained", "topic-always-retroactive", "topic-pending-limit", "topic-pending-rate", "topic-evict-priority",
        "topic-evict-property", "destinations-max", "destinations-collected", "durable-offline-collected", BeforeRestart, AfterRestart,
    ];

    private readonly Dictionary<string, string> _verdicts = [];
    private string _outputTail = "";

    /// <summary>The scenarios that need one of the policies.</summary>
    public static TheoryData<string> Names => [.. _names];

    public async Task InitializeAsync()
    {
        await using var broker = await BrokerProcess.StartAsync(
        [
            .. _policies.SelectMany(static (settings, i) => settings.Select(setting => $"--Broker:DestinationPolicies:{i}:{setting}")),
            "--Broker:Cleanup:SchedulePeriodForDestinationPurge=00:00:01",
            "--Broker:Cleanup:OfflineDurableSubscriberTimeout=00:00:01",
            "--Broker:Cleanup:OfflineDurableSubscriberTaskSchedule=00:00:01",
        ]);
        await RunAsync(broker, [.. _names.Where(static name => name is not AfterRestart)]);
        await broker.KillAsync();
        await broker.RestartAsync();
        await RunAsync(broker, [AfterRestart]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Empty when the scenario passed, else why not.</summary>
    public string FailureOf(string name) => _verdicts.TryGetValue(name, out var failure) ? failure : $"There is no verdict. {_outputTail}";

    private async Task RunAsync(BrokerProcess broker, string[] names)
    {
        await using var client = await JavaClient.StartAsync("Scenarios", [broker.OpenWireUrl, .. names]);
        try
        {
            while (await client.ReadLineAsync(_patience) is { } line)
            {
                if (line.Split(' ', 3) is ["PASS" or "FAIL", var name, var detail])
                    _verdicts[name] = line.StartsWith("PASS", StringComparison.Ordinal) ? "" : detail;
            }
        }
        catch (TimeoutException)
        {
            // The scenarios without a verdict say so themselves.
        }

        _outputTail = $"Client:\n{client.OutputTail}\nBroker:\n{broker.OutputTail}";
    }
}
