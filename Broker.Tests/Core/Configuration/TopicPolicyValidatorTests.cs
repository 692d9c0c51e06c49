using Broker.Core.Configuration;

namespace Broker.Tests.Core.Configuration;

/// <summary>What topics keep and throw away, and how long destinations live: default, valid, invalid.</summary>
public sealed class TopicPolicyValidatorTests
{
    private static readonly DestinationPolicy _topic = new() { Topic = "T" };

    [Fact]
    public void Default_EveryValue_AsActiveMQ()
    {
        var policy = new DestinationPolicy();
        Assert.False(policy.AlwaysRetroactive);
        Assert.Equal(
            new() { Kind = SubscriptionRecoveryKind.None, MaximumSize = 65536, MaximumCount = 100, RecoverDuration = TimeSpan.FromMinutes(1), RetainedMessage = false },
            policy.SubscriptionRecoveryPolicy);
        Assert.Equal(new() { Limit = -1, Multiplier = -1 }, policy.PendingMessageLimitStrategy);
        Assert.Equal(new() { Kind = MessageEvictionKind.OldestMessage, PropertyName = "" }, policy.MessageEvictionStrategy);
        Assert.Equal((-1, false, TimeSpan.FromMinutes(1)), (policy.MaxDestinations, policy.GcInactiveDestinations, policy.InactiveTimeoutBeforeGC));
        Assert.Equal(
            new()
            {
                SchedulePeriodForDestinationPurge = TimeSpan.FromSeconds(10),
                MaxPurgedDestinationsPerSweep = 0,
                OfflineDurableSubscriberTimeout = TimeSpan.Zero,
                OfflineDurableSubscriberTaskSchedule = TimeSpan.FromMinutes(5),
            },
            new CleanupOptions());
    }

    public static TheoryData<DestinationPolicy> Valid =>
    [
        _topic with { AlwaysRetroactive = true },
        Recovering(new() { Kind = SubscriptionRecoveryKind.FixedSized, MaximumSize = 1024 }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.FixedSized, MaximumSize = 1L << 30 }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = 1 }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = 1_000_000 }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.Timed, RecoverDuration = TimeSpan.FromMilliseconds(1) }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.Timed, RecoverDuration = TimeSpan.FromDays(1) }),
        Recovering(new() { Kind = SubscriptionRecoveryKind.LastImage, RetainedMessage = true }),
        Limited(new() { Limit = 0 }),
        Limited(new() { Multiplier = 0 }),
        Limited(new() { Multiplier = 1000 }),
        _topic with { MessageEvictionStrategy = new() { Kind = MessageEvictionKind.UniqueProperty, PropertyName = "share" } },
        _topic with { MaxDestinations = 0 },
        new() { Queue = "Q", MaxDestinations = 1, GcInactiveDestinations = true, InactiveTimeoutBeforeGC = TimeSpan.FromSeconds(1) },
        _topic with { InactiveTimeoutBeforeGC = TimeSpan.FromDays(365) },
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Validate_Valid_NoError(DestinationPolicy policy) => Assert.Empty(BrokerOptionsValidator.Validate(new BrokerOptions { DestinationPolicies = [policy] }));

    public static TheoryData<DestinationPolicy, string, string> Invalid => new()
    {
        { new() { Queue = "Q", AlwaysRetroactive = true }, "AlwaysRetroactive: ", "policy with Topic" },
        { new() { Queue = "Q", SubscriptionRecoveryPolicy = new() { RetainedMessage = true } }, "SubscriptionRecoveryPolicy: ", "policy with Topic" },
        { new() { Queue = "Q", PendingMessageLimitStrategy = new() { Limit = 1 } }, "PendingMessageLimitStrategy: ", "policy with Topic" },
        { new() { Queue = "Q", MessageEvictionStrategy = new() { Kind = MessageEvictionKind.OldestMessageWithLowestPriority } }, "MessageEvictionStrategy: ", "policy with Topic" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.FixedSized, MaximumSize = 1023 }), "SubscriptionRecoveryPolicy:MaximumSize: 1023", "1kb to 1gb" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.FixedSized, MaximumSize = (1L << 30) + 1 }), "SubscriptionRecoveryPolicy:MaximumSize: ", "1kb to 1gb" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumSize = 2048 }), "SubscriptionRecoveryPolicy:MaximumSize: ", "Kind=FixedSized alone; Kind is FixedCount" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = 0 }), "SubscriptionRecoveryPolicy:MaximumCount: 0", "1 to 1000000" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = 1_000_001 }), "SubscriptionRecoveryPolicy:MaximumCount: ", "1 to 1000000" },
        { Recovering(new() { MaximumCount = 5 }), "SubscriptionRecoveryPolicy:MaximumCount: ", "Kind=FixedCount alone; Kind is None" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.Timed, RecoverDuration = TimeSpan.Zero }), "SubscriptionRecoveryPolicy:RecoverDuration: ", "1.00:00:00" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.Timed, RecoverDuration = TimeSpan.FromDays(2) }), "SubscriptionRecoveryPolicy:RecoverDuration: ", "1.00:00:00" },
        { Recovering(new() { Kind = SubscriptionRecoveryKind.LastImage, RecoverDuration = TimeSpan.FromSeconds(1) }), "SubscriptionRecoveryPolicy:RecoverDuration: ", "Kind=Timed alone" },
        { Limited(new() { Limit = -2 }), "PendingMessageLimitStrategy:Limit: -2", "-1 for no limit" },
        { Limited(new() { Multiplier = -0.5 }), "PendingMessageLimitStrategy:Multiplier: -0.5", "0 to 1000" },
        { Limited(new() { Multiplier = 1001 }), "PendingMessageLimitStrategy:Multiplier: 1001", "0 to 1000" },
        { Limited(new() { Limit = 1, Multiplier = 1 }), "PendingMessageLimitStrategy: ", "one of them" },
        { _topic with { MessageEvictionStrategy = new() { Kind = MessageEvictionKind.UniqueProperty } }, "MessageEvictionStrategy:PropertyName: is empty", "name of the property" },
        { _topic with { MessageEvictionStrategy = new() { PropertyName = "p" } }, "MessageEvictionStrategy:PropertyName: ", "Kind=UniqueProperty alone" },
        { _topic with { MaxDestinations = -2 }, "MaxDestinations: -2", "-1 for no limit" },
        { _topic with { InactiveTimeoutBeforeGC = TimeSpan.Zero }, "InactiveTimeoutBeforeGC: ", "00:00:01" },
        { _topic with { InactiveTimeoutBeforeGC = TimeSpan.FromDays(366) }, "InactiveTimeoutBeforeGC: ", "365.00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Validate_Invalid_NamesKeyAndForm(DestinationPolicy policy, string key, string form) =>
        AssertError(new() { DestinationPolicies = [policy] }, "Broker:DestinationPolicies:0:" + key, form);

    public static TheoryData<CleanupOptions, string, string> InvalidCleanup => new()
    {
        { new() { SchedulePeriodForDestinationPurge = TimeSpan.FromSeconds(-1) }, "SchedulePeriodForDestinationPurge: ", "00:00:00 to look never" },
        { new() { SchedulePeriodForDestinationPurge = TimeSpan.FromDays(2) }, "SchedulePeriodForDestinationPurge: ", "1.00:00:00" },
        { new() { MaxPurgedDestinationsPerSweep = -1 }, "MaxPurgedDestinationsPerSweep: -1", "0 for no limit" },
        { new() { OfflineDurableSubscriberTimeout = TimeSpan.FromSeconds(-1) }, "OfflineDurableSubscriberTimeout: ", "00:00:00 to keep them" },
        { new() { OfflineDurableSubscriberTaskSchedule = TimeSpan.Zero }, "OfflineDurableSubscriberTaskSchedule: ", "00:00:01" },
        { new() { OfflineDurableSubscriberTaskSchedule = TimeSpan.FromDays(2) }, "OfflineDurableSubscriberTaskSchedule: ", "1.00:00:00" },
    };

    [Theory]
    [MemberData(nameof(InvalidCleanup))]
    public void Validate_InvalidCleanup_NamesKeyAndForm(CleanupOptions options, string key, string form) =>
        AssertError(new() { Cleanup = options }, "Broker:Cleanup:" + key, form);

    [Fact]
    public void Validate_ValidCleanup_NoError() => Assert.Empty(BrokerOptionsValidator.Validate(new BrokerOptions
    {
        Cleanup = new()
        {
            SchedulePeriodForDestinationPurge = TimeSpan.Zero,
            MaxPurgedDestinationsPerSweep = 1,
            OfflineDurableSubscriberTimeout = TimeSpan.FromDays(3650),
            OfflineDurableSubscriberTaskSchedule = TimeSpan.FromSeconds(1),
        },
    }));

    [Theory]
    [InlineData(-1, -1, 0, -1)]
    [InlineData(-1, -1, 5, 5)]
    [InlineData(-1, -1, -1, -1)]
    [InlineData(10, -1, 0, 10)]
    [InlineData(10, -1, 5, 5)]
    [InlineData(10, -1, 50, 10)]
    [InlineData(0, -1, 5, 0)]
    [InlineData(-1, 0.5, 0, 50)]
    [InlineData(-1, 0.5, 20, 20)]
    public void PendingLimit_PolicyAndConsumer_SmallerHolds(int limit, double multiplier, int asked, int expected) =>
        Assert.Equal(expected, new PendingMessageLimitOptions { Limit = limit, Multiplier = multiplier }.For(prefetch: 100, asked));

    private static void AssertError(BrokerOptions options, string key, string form)
    {
        var error = Assert.Single(BrokerOptionsValidator.Validate(options));
        Assert.StartsWith(key, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    private static DestinationPolicy Recovering(SubscriptionRecoveryOptions options) => _topic with { SubscriptionRecoveryPolicy = options };

    private static DestinationPolicy Limited(PendingMessageLimitOptions options) => _topic with { PendingMessageLimitStrategy = options };
}
