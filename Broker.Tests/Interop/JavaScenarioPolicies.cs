namespace Broker.Tests.Interop;

/// <summary>The destination policies that single scenarios ask for; each is for the destinations of one scenario alone.</summary>
internal static class JavaScenarioPolicies
{
    private static readonly (string Scenario, string Kind, string[] Settings)[] _policies =
    [
        ("group-busy-owner-does-not-block", "Queue", ["MemoryLimit=64kb"]),
        ("policy-all-exclusive", "Queue", ["AllConsumersExclusiveByDefault=true"]),
        ("policy-no-consumer-priority", "Queue", ["UseConsumerPriority=false"]),
        ("policy-strict-order", "Queue", ["StrictOrderDispatch=true"]),
        ("policy-consumers-before-start", "Queue", ["ConsumersBeforeDispatchStarts=2", "TimeBeforeDispatchStarts=00:01:00"]),
        ("policy-time-before-start", "Queue", ["TimeBeforeDispatchStarts=00:00:01"]),
        ("policy-queue-prefetch", "Queue", ["QueuePrefetch=5"]),
        ("policy-queue-prefetch-zero", "Queue", ["QueuePrefetch=0"]),
        ("policy-browser-prefetch", "Queue", ["QueueBrowserPrefetch=2"]),
        ("policy-topic-prefetch", "Topic", ["TopicPrefetch=3"]),
        ("policy-durable-prefetch", "Topic", ["DurableTopicPrefetch=3"]),
        ("policy-no-prefetch-extension", "Queue", ["UsePrefetchExtension=false"]),
        ("policy-slow-consumer-is-closed", "Queue", Slow("AbortSlowConsumer")),
        ("policy-slow-topic-consumer-is-closed", "Topic", Slow("AbortSlowConsumer")),
        ("policy-slow-ack-is-closed", "Queue", [.. Slow("AbortSlowAckConsumer"), "SlowConsumerStrategy:MaxTimeSinceLastAck=00:00:01"]),
        ("event-delivered-and-consumed", "Queue", ["Advisories:ForDelivery=true", "Advisories:ForConsumed=true", "Advisories:IncludeBody=true"]),
        ("event-delivered-and-consumed", "Topic", ["Advisories:ForDelivery=true"]),
        ("event-consumed-of-a-topic", "Topic", ["Advisories:ForConsumed=true"]),
        ("event-no-consumers", "Queue", ["Advisories:IfNoConsumers=true"]),
        ("event-no-consumers", "Topic", ["Advisories:IfNoConsumers=true"]),
        ("event-discarded", "Topic", ["Advisories:ForDiscardingMessages=true", "PendingMessageLimitStrategy:Limit=2"]),
        ("event-slow-consumer", "Queue", ["Advisories:ForSlowConsumers=true"]),
        ("event-producer-blocked", "Queue", ["Advisories:ForFastProducers=true", "Advisories:WhenFull=true", "ProducerFlowControl=true", "MemoryLimit=64kb"]),
        ("policy-prioritized", "Queue", ["PrioritizedMessages=true"]),
        ("redelivery-by-the-broker", "Queue", ["Redelivery:Enabled=true", "Redelivery:MaximumRedeliveries=2"]),
        ("policy-slow-connection-is-closed", "Queue", [.. Slow("AbortSlowConsumer"), "SlowConsumerStrategy:AbortConnection=true"]),
    ];

    /// <summary>The broker's arguments.</summary>
    public static string[] Arguments { get; } =
    [
        .. from policy in _policies.Index()
           from setting in policy.Item.Settings.Prepend($"{policy.Item.Kind}=IT.{policy.Item.Scenario}.>")
           select $"--Broker:DestinationPolicies:{policy.Index}:{setting}",
    ];

    private static string[] Slow(string kind) =>
        [$"SlowConsumerStrategy:Kind={kind}", "SlowConsumerStrategy:MaxSlowDuration=00:00:01", "SlowConsumerStrategy:CheckPeriod=00:00:01"];
}
