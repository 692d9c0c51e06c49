using Broker.Core.Configuration;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Configuration;

/// <summary>Limits of what policies say about consumers.</summary>
public sealed class DestinationPolicyConsumersTests
{
    private static readonly DestinationPolicy Queues = new() { Queue = "A" };
    private static readonly DestinationPolicy Topics = new() { Topic = "A" };

    [Fact]
    public void Defaults_AreActiveMqsButForTheSizeOfTheGroupMap()
    {
        var policy = DestinationPolicy.Default;
        Assert.Equal((MessageGroupMapKind.Cached, 65536), (policy.MessageGroupMap.Kind, policy.MessageGroupMap.Size));
        Assert.Equal((false, true, false, true), (policy.AllConsumersExclusiveByDefault, policy.UseConsumerPriority, policy.StrictOrderDispatch, policy.UsePrefetchExtension));
        Assert.Equal((TimeSpan.Zero, 0), (policy.TimeBeforeDispatchStarts, policy.ConsumersBeforeDispatchStarts));
        Assert.Equal((1000, 500, 32767, 100), (policy.QueuePrefetch, policy.QueueBrowserPrefetch, policy.TopicPrefetch, policy.DurableTopicPrefetch));
        var slow = policy.SlowConsumerStrategy;
        var half = TimeSpan.FromSeconds(30);
        Assert.Equal((SlowConsumerStrategyKind.None, -1, half, half, half), (slow.Kind, slow.MaxSlowCount, slow.MaxSlowDuration, slow.CheckPeriod, slow.MaxTimeSinceLastAck));
        Assert.Equal((false, true, true), (slow.AbortConnection, slow.IgnoreNetworkConsumers, slow.IgnoreIdleConsumers));
    }

    public static TheoryData<DestinationPolicy> ValidPolicies =>
    [
        Queues with { MessageGroupMap = new() { Size = 1 } },
        Queues with { MessageGroupMap = new() { Size = 10_000_000 } },
        Queues with { MessageGroupMap = new() { Kind = MessageGroupMapKind.Simple } },
        Queues with { AllConsumersExclusiveByDefault = true, UseConsumerPriority = false, StrictOrderDispatch = true, UsePrefetchExtension = false },
        Queues with { TimeBeforeDispatchStarts = TimeSpan.FromHours(1), ConsumersBeforeDispatchStarts = 10_000 },
        Queues with { QueuePrefetch = 0, QueueBrowserPrefetch = 32767 },
        Topics with { TopicPrefetch = 0, DurableTopicPrefetch = 32767, UsePrefetchExtension = false },
        Queues with { SlowConsumerStrategy = Abort() with { MaxSlowDuration = TimeSpan.Zero, MaxSlowCount = 1 } },
        Topics with { SlowConsumerStrategy = Abort() with { CheckPeriod = TimeSpan.FromSeconds(1), MaxSlowDuration = TimeSpan.FromDays(1) } },
        Topics with { SlowConsumerStrategy = AbortAck() with { MaxTimeSinceLastAck = TimeSpan.FromSeconds(1), IgnoreIdleConsumers = false } },
    ];

    [Theory]
    [MemberData(nameof(ValidPolicies))]
    public void Validate_Valid_NoError(DestinationPolicy policy) => Assert.Empty(Validate(policy));

    public static TheoryData<DestinationPolicy, string, string> InvalidPolicies => new()
    {
        { Queues with { MessageGroupMap = new() { Size = 0 } }, "MessageGroupMap:Size: 0", "Kind=Simple" },
        { Queues with { MessageGroupMap = new() { Size = 10_000_001 } }, "MessageGroupMap:Size: 10000001", "1 to 10000000" },
        { Queues with { MessageGroupMap = new() { Kind = MessageGroupMapKind.Simple, Size = 5 } }, "MessageGroupMap:Size: ", "Kind=Cached" },
        { Queues with { TimeBeforeDispatchStarts = -TimeSpan.FromSeconds(1) }, "TimeBeforeDispatchStarts: ", "01:00:00" },
        { Queues with { TimeBeforeDispatchStarts = TimeSpan.FromHours(2) }, "TimeBeforeDispatchStarts: ", "01:00:00" },
        { Queues with { ConsumersBeforeDispatchStarts = -1 }, "ConsumersBeforeDispatchStarts: -1", "0 to 10000" },
        { Queues with { ConsumersBeforeDispatchStarts = 10_001 }, "ConsumersBeforeDispatchStarts: 10001", "0 to 10000" },
        { Queues with { QueuePrefetch = -1 }, "QueuePrefetch: -1", "0 to 32767" },
        { Queues with { QueueBrowserPrefetch = 32768 }, "QueueBrowserPrefetch: 32768", "0 to 32767" },
        { Topics with { TopicPrefetch = -1 }, "TopicPrefetch: -1", "0 to 32767" },
        { Topics with { DurableTopicPrefetch = 32768 }, "DurableTopicPrefetch: 32768", "0 to 32767" },
        { Topics with { QueuePrefetch = 5 }, "QueuePrefetch: ", "\"Queue\"" },
        { Topics with { QueueBrowserPrefetch = 5 }, "QueueBrowserPrefetch: ", "\"Queue\"" },
        { Topics with { MessageGroupMap = new() { Size = 5 } }, "MessageGroupMap: ", "\"Queue\"" },
        { Topics with { AllConsumersExclusiveByDefault = true }, "AllConsumersExclusiveByDefault: ", "\"Queue\"" },
        { Topics with { UseConsumerPriority = false }, "UseConsumerPriority: ", "\"Queue\"" },
        { Topics with { StrictOrderDispatch = true }, "StrictOrderDispatch: ", "\"Queue\"" },
        { Topics with { TimeBeforeDispatchStarts = TimeSpan.FromSeconds(1) }, "TimeBeforeDispatchStarts: ", "\"Queue\"" },
        { Topics with { ConsumersBeforeDispatchStarts = 1 }, "ConsumersBeforeDispatchStarts: ", "\"Queue\"" },
        { Queues with { TopicPrefetch = 5 }, "TopicPrefetch: ", "\"Topic\"" },
        { Queues with { DurableTopicPrefetch = 5 }, "DurableTopicPrefetch: ", "\"Topic\"" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxSlowCount = 0 } }, "SlowConsumerStrategy:MaxSlowCount: 0", "-1" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxSlowCount = -2 } }, "SlowConsumerStrategy:MaxSlowCount: -2", "-1" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxSlowDuration = TimeSpan.FromDays(2) } }, "SlowConsumerStrategy:MaxSlowDuration: ", "1.00:00:00" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxSlowDuration = -TimeSpan.FromDays(2) } }, "SlowConsumerStrategy:MaxSlowDuration: ", "1.00:00:00" },
        { Queues with { SlowConsumerStrategy = Abort() with { CheckPeriod = TimeSpan.Zero } }, "SlowConsumerStrategy:CheckPeriod: ", "00:00:01" },
        { Queues with { SlowConsumerStrategy = AbortAck() with { MaxTimeSinceLastAck = TimeSpan.FromDays(2) } }, "SlowConsumerStrategy:MaxTimeSinceLastAck: ", "1.00:00:00" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxSlowDuration = TimeSpan.Zero } }, "SlowConsumerStrategy: ", "MaxSlowCount" },
        { Queues with { SlowConsumerStrategy = new() { AbortConnection = true } }, "SlowConsumerStrategy: ", "Kind=None" },
        { Queues with { SlowConsumerStrategy = Abort() with { IgnoreIdleConsumers = false } }, "SlowConsumerStrategy: ", "Kind=AbortSlowAckConsumer" },
        { Queues with { SlowConsumerStrategy = Abort() with { MaxTimeSinceLastAck = TimeSpan.FromSeconds(5) } }, "SlowConsumerStrategy: ", "Kind=AbortSlowAckConsumer" },
    };

    [Theory]
    [MemberData(nameof(InvalidPolicies))]
    public void Validate_Invalid_NamesKeyAndForm(DestinationPolicy policy, string key, string form)
    {
        var error = Assert.Single(Validate(policy));
        Assert.StartsWith($"Broker:DestinationPolicies:0:{key}", error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    [Fact]
    public void DeclinedKeys_AreInTheTableForPeople()
    {
        var table = RepositoryFiles.Read("docs", "activemq-policies.md");
        Assert.All(DeclinedPolicyKeys.Names, name => Assert.Contains($"| `{char.ToLowerInvariant(name[0])}{name[1..]}` | declined |", table, StringComparison.Ordinal));
    }

    private static SlowConsumerStrategyOptions Abort() => new() { Kind = SlowConsumerStrategyKind.AbortSlowConsumer };

    private static SlowConsumerStrategyOptions AbortAck() => new() { Kind = SlowConsumerStrategyKind.AbortSlowAckConsumer };

    private static IReadOnlyList<string> Validate(DestinationPolicy policy) => BrokerOptionsValidator.Validate(new BrokerOptions { DestinationPolicies = [policy] });
}
