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
        { "Broker:SystemUsage:MemoryLimit", "64 mb", c => c.Broker.SystemUsage.MemoryLimit, UsageLimit.FromInt64(64L << 20) },
        { "Broker:SystemUsage:StoreLimit", "0", c => c.Broker.SystemUsage.StoreLimit, UsageLimit.FromInt64(0) },
        { "Broker:SystemUsage:TempLimit", "1gb", c => c.Broker.SystemUsage.TempLimit, UsageLimit.FromInt64(1L << 30) },
        { "Broker:SystemUsage:SendFailIfNoSpace", "true", c => c.Broker.SystemUsage.SendFailIfNoSpace, true },
        { "Broker:SystemUsage:SendFailIfNoSpaceAfterTimeout", "00:00:05", c => c.Broker.SystemUsage.SendFailIfNoSpaceAfterTimeout, TimeSpan.FromSeconds(5) },
        { "Broker:TransportConnectors:0:Name", "t", c => c.Broker.TransportConnectors[0].Name, "t" },
        { "Broker:TransportConnectors:0:Uri", "tcp://h:1", c => c.Broker.TransportConnectors[0].Uri, "tcp://h:1" },
        { "Broker:TransportConnectors:0:Tls:KeyStore", "k.p12", c => c.Broker.TransportConnectors[0].Tls.KeyStore, "k.p12" },
        { "Broker:TransportConnectors:0:Tls:KeyStorePassword", "p", c => c.Broker.TransportConnectors[0].Tls.KeyStorePassword, "p" },
        { "Broker:TransportConnectors:0:Tls:PrivateKey", "k.pem", c => c.Broker.TransportConnectors[0].Tls.PrivateKey, "k.pem" },
        { "Broker:TransportConnectors:0:Tls:TrustStore", "t.pem", c => c.Broker.TransportConnectors[0].Tls.TrustStore, "t.pem" },
        { "Broker:TransportConnectors:0:Tls:CertificateAsUserName", "true", c => c.Broker.TransportConnectors[0].Tls.CertificateAsUserName, true },
        { "Broker:TransportConnectors:0:PublishedUri", "tcp://h.example:1", c => c.Broker.TransportConnectors[0].PublishedUri, "tcp://h.example:1" },
        { "Broker:TransportConnectors:0:UpdateClusterClients", "true", c => c.Broker.TransportConnectors[0].UpdateClusterClients, true },
        { "Broker:DestinationPolicies:0:Queue", "A.>", c => c.Broker.DestinationPolicies[0].Queue, "A.>" },
        { "Broker:DestinationPolicies:0:Topic", "A.>", c => c.Broker.DestinationPolicies[0].Topic, "A.>" },
        { "Broker:DestinationPolicies:0:PrioritizedMessages", "true", c => c.Broker.DestinationPolicies[0].PrioritizedMessages, true },
        { "Broker:DestinationPolicies:0:MemoryLimit", "1048576", c => c.Broker.DestinationPolicies[0].MemoryLimit, 1048576L },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:Kind", "individual", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.Kind, DeadLetterStrategyKind.Individual },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:Queue", "D", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.Queue, "D" },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:QueuePrefix", "D", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.QueuePrefix, "D" },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:QueueSuffix", "D", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.QueueSuffix, "D" },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:TopicPrefix", "D", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.TopicPrefix, "D" },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:TopicSuffix", "D", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.TopicSuffix, "D" },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:UseQueueForQueueMessages", "false", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.UseQueueForQueueMessages, false },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:UseQueueForTopicMessages", "false", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.UseQueueForTopicMessages, false },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:ProcessExpired", "false", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.ProcessExpired, false },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:DestinationPerDurableSubscriber", "true", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.DestinationPerDurableSubscriber, true },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:ProcessNonPersistent", "true", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.ProcessNonPersistent, true },
        { "Broker:DestinationPolicies:0:DeadLetterStrategy:Expiration", "1.00:00:00", c => c.Broker.DestinationPolicies[0].DeadLetterStrategy.Expiration, TimeSpan.FromDays(1) },
        { "Broker:DestinationPolicies:0:Redelivery:Enabled", "true", c => c.Broker.DestinationPolicies[0].Redelivery.Enabled, true },
        { "Broker:DestinationPolicies:0:Redelivery:MaximumRedeliveries", "-1", c => c.Broker.DestinationPolicies[0].Redelivery.MaximumRedeliveries, -1 },
        { "Broker:DestinationPolicies:0:Redelivery:InitialRedeliveryDelay", "00:00:02", c => c.Broker.DestinationPolicies[0].Redelivery.InitialRedeliveryDelay, TimeSpan.FromSeconds(2) },
        { "Broker:DestinationPolicies:0:Redelivery:RedeliveryDelay", "00:00:02", c => c.Broker.DestinationPolicies[0].Redelivery.RedeliveryDelay, TimeSpan.FromSeconds(2) },
        { "Broker:DestinationPolicies:0:Redelivery:MaximumRedeliveryDelay", "00:00:02", c => c.Broker.DestinationPolicies[0].Redelivery.MaximumRedeliveryDelay, TimeSpan.FromSeconds(2) },
        { "Broker:DestinationPolicies:0:Redelivery:UseExponentialBackOff", "true", c => c.Broker.DestinationPolicies[0].Redelivery.UseExponentialBackOff, true },
        { "Broker:DestinationPolicies:0:Redelivery:BackOffMultiplier", "1.5", c => c.Broker.DestinationPolicies[0].Redelivery.BackOffMultiplier, 1.5 },
        { "Broker:DestinationPolicies:0:Redelivery:UseCollisionAvoidance", "true", c => c.Broker.DestinationPolicies[0].Redelivery.UseCollisionAvoidance, true },
        { "Broker:DestinationPolicies:0:Redelivery:CollisionAvoidancePercent", "20", c => c.Broker.DestinationPolicies[0].Redelivery.CollisionAvoidancePercent, 20 },
        { "Broker:DestinationPolicies:0:Redelivery:SendToDlqIfMaxRetriesExceeded", "false", c => c.Broker.DestinationPolicies[0].Redelivery.SendToDlqIfMaxRetriesExceeded, false },
        { "Broker:DestinationPolicies:0:Advisories:IfNoConsumers", "true", c => c.Broker.DestinationPolicies[0].Advisories.IfNoConsumers, true },
        { "Broker:DestinationPolicies:0:Advisories:ForSlowConsumers", "true", c => c.Broker.DestinationPolicies[0].Advisories.ForSlowConsumers, true },
        { "Broker:DestinationPolicies:0:Advisories:ForFastProducers", "true", c => c.Broker.DestinationPolicies[0].Advisories.ForFastProducers, true },
        { "Broker:DestinationPolicies:0:Advisories:ForDiscardingMessages", "true", c => c.Broker.DestinationPolicies[0].Advisories.ForDiscardingMessages, true },
        { "Broker:DestinationPolicies:0:Advisories:WhenFull", "true", c => c.Broker.DestinationPolicies[0].Advisories.WhenFull, true },
        { "Broker:DestinationPolicies:0:Advisories:ForDelivery", "true", c => c.Broker.DestinationPolicies[0].Advisories.ForDelivery, true },
        { "Broker:DestinationPolicies:0:Advisories:ForConsumed", "true", c => c.Broker.DestinationPolicies[0].Advisories.ForConsumed, true },
        { "Broker:DestinationPolicies:0:Advisories:IncludeBody", "true", c => c.Broker.DestinationPolicies[0].Advisories.IncludeBody, true },
        { "Broker:DestinationPolicies:0:ExpireMessagesPeriod", "00:01:00", c => c.Broker.DestinationPolicies[0].ExpireMessagesPeriod, TimeSpan.FromMinutes(1) },
        { "Broker:DestinationPolicies:0:MessageGroupMap:Kind", "simple", c => c.Broker.DestinationPolicies[0].MessageGroupMap.Kind, MessageGroupMapKind.Simple },
        { "Broker:DestinationPolicies:0:MessageGroupMap:Size", "5", c => c.Broker.DestinationPolicies[0].MessageGroupMap.Size, 5 },
        { "Broker:DestinationPolicies:0:AllConsumersExclusiveByDefault", "true", c => c.Broker.DestinationPolicies[0].AllConsumersExclusiveByDefault, true },
        { "Broker:DestinationPolicies:0:UseConsumerPriority", "false", c => c.Broker.DestinationPolicies[0].UseConsumerPriority, false },
        { "Broker:DestinationPolicies:0:StrictOrderDispatch", "true", c => c.Broker.DestinationPolicies[0].StrictOrderDispatch, true },
        { "Broker:DestinationPolicies:0:TimeBeforeDispatchStarts", "00:00:02", c => c.Broker.DestinationPolicies[0].TimeBeforeDispatchStarts, TimeSpan.FromSeconds(2) },
        { "Broker:DestinationPolicies:0:ConsumersBeforeDispatchStarts", "3", c => c.Broker.DestinationPolicies[0].ConsumersBeforeDispatchStarts, 3 },
        { "Broker:DestinationPolicies:0:UsePrefetchExtension", "false", c => c.Broker.DestinationPolicies[0].UsePrefetchExtension, false },
        { "Broker:DestinationPolicies:0:QueuePrefetch", "7", c => c.Broker.DestinationPolicies[0].QueuePrefetch, 7 },
        { "Broker:DestinationPolicies:0:QueueBrowserPrefetch", "7", c => c.Broker.DestinationPolicies[0].QueueBrowserPrefetch, 7 },
        { "Broker:DestinationPolicies:0:TopicPrefetch", "7", c => c.Broker.DestinationPolicies[0].TopicPrefetch, 7 },
        { "Broker:DestinationPolicies:0:DurableTopicPrefetch", "7", c => c.Broker.DestinationPolicies[0].DurableTopicPrefetch, 7 },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:Kind", "abortSlowConsumer", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.Kind, SlowConsumerStrategyKind.AbortSlowConsumer },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:MaxSlowCount", "3", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.MaxSlowCount, 3 },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:MaxSlowDuration", "00:00:05", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.MaxSlowDuration, TimeSpan.FromSeconds(5) },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:CheckPeriod", "00:00:05", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.CheckPeriod, TimeSpan.FromSeconds(5) },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:AbortConnection", "true", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.AbortConnection, true },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:IgnoreNetworkConsumers", "false", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.IgnoreNetworkConsumers, false },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:MaxTimeSinceLastAck", "00:00:05", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.MaxTimeSinceLastAck, TimeSpan.FromSeconds(5) },
        { "Broker:DestinationPolicies:0:SlowConsumerStrategy:IgnoreIdleConsumers", "false", c => c.Broker.DestinationPolicies[0].SlowConsumerStrategy.IgnoreIdleConsumers, false },
        { "Broker:DestinationPolicies:0:AlwaysRetroactive", "true", c => c.Broker.DestinationPolicies[0].AlwaysRetroactive, true },
        { "Broker:DestinationPolicies:0:SubscriptionRecoveryPolicy:Kind", "lastImage", c => c.Broker.DestinationPolicies[0].SubscriptionRecoveryPolicy.Kind, SubscriptionRecoveryKind.LastImage },
        { "Broker:DestinationPolicies:0:SubscriptionRecoveryPolicy:MaximumSize", "1mb", c => c.Broker.DestinationPolicies[0].SubscriptionRecoveryPolicy.MaximumSize, 1L << 20 },
        { "Broker:DestinationPolicies:0:SubscriptionRecoveryPolicy:MaximumCount", "7", c => c.Broker.DestinationPolicies[0].SubscriptionRecoveryPolicy.MaximumCount, 7 },
        { "Broker:DestinationPolicies:0:SubscriptionRecoveryPolicy:RecoverDuration", "00:00:05", c => c.Broker.DestinationPolicies[0].SubscriptionRecoveryPolicy.RecoverDuration, TimeSpan.FromSeconds(5) },
        { "Broker:DestinationPolicies:0:SubscriptionRecoveryPolicy:RetainedMessage", "true", c => c.Broker.DestinationPolicies[0].SubscriptionRecoveryPolicy.RetainedMessage, true },
        { "Broker:DestinationPolicies:0:PendingMessageLimitStrategy:Limit", "7", c => c.Broker.DestinationPolicies[0].PendingMessageLimitStrategy.Limit, 7 },
        { "Broker:DestinationPolicies:0:PendingMessageLimitStrategy:Multiplier", "2.5", c => c.Broker.DestinationPolicies[0].PendingMessageLimitStrategy.Multiplier, 2.5 },
        { "Broker:DestinationPolicies:0:MessageEvictionStrategy:Kind", "OldestMessageWithLowestPriority", c => c.Broker.DestinationPolicies[0].MessageEvictionStrategy.Kind, MessageEvictionKind.OldestMessageWithLowestPriority },
        { "Broker:DestinationPolicies:0:MessageEvictionStrategy:PropertyName", "share", c => c.Broker.DestinationPolicies[0].MessageEvictionStrategy.PropertyName, "share" },
        { "Broker:DestinationPolicies:0:MaxDestinations", "7", c => c.Broker.DestinationPolicies[0].MaxDestinations, 7 },
        { "Broker:DestinationPolicies:0:GcInactiveDestinations", "true", c => c.Broker.DestinationPolicies[0].GcInactiveDestinations, true },
        { "Broker:DestinationPolicies:0:InactiveTimeoutBeforeGC", "00:00:05", c => c.Broker.DestinationPolicies[0].InactiveTimeoutBeforeGC, TimeSpan.FromSeconds(5) },
        { "Broker:Cleanup:SchedulePeriodForDestinationPurge", "00:00:05", c => c.Broker.Cleanup.SchedulePeriodForDestinationPurge, TimeSpan.FromSeconds(5) },
        { "Broker:Cleanup:MaxPurgedDestinationsPerSweep", "7", c => c.Broker.Cleanup.MaxPurgedDestinationsPerSweep, 7 },
        { "Broker:Cleanup:OfflineDurableSubscriberTimeout", "7.00:00:00", c => c.Broker.Cleanup.OfflineDurableSubscriberTimeout, TimeSpan.FromDays(7) },
        { "Broker:Cleanup:OfflineDurableSubscriberTaskSchedule", "00:00:05", c => c.Broker.Cleanup.OfflineDurableSubscriberTaskSchedule, TimeSpan.FromSeconds(5) },
        { "Broker:VirtualDestinations:UseVirtualTopics", "false", c => c.Broker.VirtualDestinations.UseVirtualTopics, false },
        { "Broker:VirtualDestinations:VirtualTopics:0:Name", "V.>", c => c.Broker.VirtualDestinations.VirtualTopics[0].Name, "V.>" },
        { "Broker:VirtualDestinations:VirtualTopics:0:Prefix", "C.*.", c => c.Broker.VirtualDestinations.VirtualTopics[0].Prefix, "C.*." },
        { "Broker:VirtualDestinations:VirtualTopics:0:Postfix", ".P", c => c.Broker.VirtualDestinations.VirtualTopics[0].Postfix, ".P" },
        { "Broker:VirtualDestinations:VirtualTopics:0:SelectorAware", "true", c => c.Broker.VirtualDestinations.VirtualTopics[0].SelectorAware, true },
        { "Broker:VirtualDestinations:VirtualTopics:0:Local", "true", c => c.Broker.VirtualDestinations.VirtualTopics[0].Local, true },
        { "Broker:VirtualDestinations:CompositeQueues:0:Name", "N", c => c.Broker.VirtualDestinations.CompositeQueues[0].Name, "N" },
        { "Broker:VirtualDestinations:CompositeQueues:0:ForwardTo:0:Queue", "Q", c => c.Broker.VirtualDestinations.CompositeQueues[0].ForwardTo[0].Queue, "Q" },
        { "Broker:VirtualDestinations:CompositeQueues:0:ForwardTo:0:Topic", "T", c => c.Broker.VirtualDestinations.CompositeQueues[0].ForwardTo[0].Topic, "T" },
        { "Broker:VirtualDestinations:CompositeQueues:0:ForwardTo:0:Selector", "a = 1", c => c.Broker.VirtualDestinations.CompositeQueues[0].ForwardTo[0].Selector, "a = 1" },
        { "Broker:VirtualDestinations:CompositeQueues:0:ForwardOnly", "false", c => c.Broker.VirtualDestinations.CompositeQueues[0].ForwardOnly, false },
        { "Broker:VirtualDestinations:CompositeQueues:0:SendWhenNotMatched", "true", c => c.Broker.VirtualDestinations.CompositeQueues[0].SendWhenNotMatched, true },
        { "Broker:VirtualDestinations:CompositeTopics:0:Name", "N", c => c.Broker.VirtualDestinations.CompositeTopics[0].Name, "N" },
        { "Broker:VirtualDestinations:CompositeTopics:0:ForwardTo:0:Queue", "Q", c => c.Broker.VirtualDestinations.CompositeTopics[0].ForwardTo[0].Queue, "Q" },
        { "Broker:VirtualDestinations:CompositeTopics:0:ForwardTo:0:Topic", "T", c => c.Broker.VirtualDestinations.CompositeTopics[0].ForwardTo[0].Topic, "T" },
        { "Broker:VirtualDestinations:CompositeTopics:0:ForwardTo:0:Selector", "a = 1", c => c.Broker.VirtualDestinations.CompositeTopics[0].ForwardTo[0].Selector, "a = 1" },
        { "Broker:VirtualDestinations:CompositeTopics:0:ForwardOnly", "false", c => c.Broker.VirtualDestinations.CompositeTopics[0].ForwardOnly, false },
        { "Broker:VirtualDestinations:CompositeTopics:0:SendWhenNotMatched", "true", c => c.Broker.VirtualDestinations.CompositeTopics[0].SendWhenNotMatched, true },
        { "Broker:VirtualDestinations:MirroredQueues:0:Name", "M.>", c => c.Broker.VirtualDestinations.MirroredQueues[0].Name, "M.>" },
        { "Broker:VirtualDestinations:MirroredQueues:0:Prefix", "M.", c => c.Broker.VirtualDestinations.MirroredQueues[0].Prefix, "M." },
        { "Broker:VirtualDestinations:MirroredQueues:0:Postfix", ".M", c => c.Broker.VirtualDestinations.MirroredQueues[0].Postfix, ".M" },
        { "Broker:DiscardTemporaryDeadLetters", "true", c => c.Broker.DiscardTemporaryDeadLetters, true },
        { "Broker:PopulateJMSXUserID", "true", c => c.Broker.PopulateJMSXUserID, true },
        { "Broker:TimeStamping:Enabled", "true", c => c.Broker.TimeStamping.Enabled, true },
        { "Broker:TimeStamping:FutureOnly", "true", c => c.Broker.TimeStamping.FutureOnly, true },
        { "Broker:TimeStamping:ProcessNetworkMessages", "true", c => c.Broker.TimeStamping.ProcessNetworkMessages, true },
        { "Broker:TimeStamping:ZeroExpirationOverride", "01:00:00", c => c.Broker.TimeStamping.ZeroExpirationOverride, TimeSpan.FromHours(1) },
        { "Broker:TimeStamping:TtlCeiling", "01:00:00", c => c.Broker.TimeStamping.TtlCeiling, TimeSpan.FromHours(1) },
        { "Broker:DestinationPolicies:0:ProducerFlowControl", "false", c => c.Broker.DestinationPolicies[0].ProducerFlowControl!, false },
        { "Broker:DestinationPolicies:0:SendFailIfNoSpace", "true", c => c.Broker.DestinationPolicies[0].SendFailIfNoSpace!, true },
        { "Broker:DestinationPolicies:0:SendFailIfNoSpaceAfterTimeout", "00:00:05", c => c.Broker.DestinationPolicies[0].SendFailIfNoSpaceAfterTimeout!, TimeSpan.FromSeconds(5) },
        { "Broker:DestinationPolicies:0:StoreUsageHighWaterMark", "70", c => c.Broker.DestinationPolicies[0].StoreUsageHighWaterMark, 70 },
        { "Broker:DestinationPolicies:0:BlockedProducerWarningInterval", "00:01:00", c => c.Broker.DestinationPolicies[0].BlockedProducerWarningInterval, TimeSpan.FromMinutes(1) },
        { "Broker:SchedulerSupport", "false", c => c.Broker.SchedulerSupport, false },
        { "Broker:MaxSchedulerRepeatAllowed", "5", c => c.Broker.MaxSchedulerRepeatAllowed, 5 },
        { "Broker:MissedFirePolicy", "skip", c => c.Broker.MissedFirePolicy, MissedFirePolicy.Skip },
        { "Security:Administrator:Name", "root", c => c.Security.Administrator.Name, "root" },
        { "Security:Administrator:Password", "secret", c => c.Security.Administrator.Password, "secret" },
        { "Security:Anonymous", "None", c => c.Security.Anonymous, AnonymousAccess.None },
        { "Security:AnonymousUser", "guest", c => c.Security.AnonymousUser, "guest" },
        { "Security:AnonymousGroup", "guests", c => c.Security.AnonymousGroup, "guests" },
        { "Security:Users:0:Name", "orders", c => c.Security.Users[0].Name, "orders" },
        { "Security:Users:0:Password", "secret", c => c.Security.Users[0].Password, "secret" },
        { "Security:Users:0:Groups", "a,b", c => c.Security.Users[0].Groups, "a,b" },
        { "Security:Authorization:Enabled", "true", c => c.Security.Authorization.Enabled, true },
        { "Security:Authorization:Entries:0:Queue", "A.>", c => c.Security.Authorization.Entries[0].Queue, "A.>" },
        { "Security:Authorization:Entries:0:Topic", "A.>", c => c.Security.Authorization.Entries[0].Topic, "A.>" },
        { "Security:Authorization:Entries:0:Read", "a", c => c.Security.Authorization.Entries[0].Read, "a" },
        { "Security:Authorization:Entries:0:Write", "a", c => c.Security.Authorization.Entries[0].Write, "a" },
        { "Security:Authorization:Entries:0:Admin", "a", c => c.Security.Authorization.Entries[0].Admin, "a" },
        { "Security:Authorization:TemporaryDestinations:Read", "a", c => c.Security.Authorization.TemporaryDestinations.Read, "a" },
        { "Security:Authorization:TemporaryDestinations:Write", "a", c => c.Security.Authorization.TemporaryDestinations.Write, "a" },
        { "Security:Authorization:TemporaryDestinations:Admin", "a", c => c.Security.Authorization.TemporaryDestinations.Admin, "a" },
        { "Security:Authorization:Default:Read", "*", c => c.Security.Authorization.Default.Read, "*" },
        { "Security:Authorization:Default:Write", "*", c => c.Security.Authorization.Default.Write, "*" },
        { "Security:Authorization:Default:Admin", "*", c => c.Security.Authorization.Default.Admin, "*" },
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
    [InlineData("Broker:DestinationPolicies:0:PendingMessageLimitStrategy:Multiplier", "twice", "a number, such as 1.5")]
    [InlineData("Broker:DestinationPolicies:0:PendingMessageLimitStrategy:Multiplier", "NaN", "a number, such as 1.5")]
    [InlineData("Broker:SystemUsage:MemoryLimit", "lots", "kb, mb or gb")]
    [InlineData("Broker:SystemUsage:StoreLimit", "-1", "kb, mb or gb")]
    [InlineData("Broker:Persistence:Adapter", "Jornal", "one of Journal, Database, Memory")]
    [InlineData("Broker:Persistence:Adapter", "1", "one of Journal, Database, Memory")]
    [InlineData("Security:Anonymous", "Everyone", "one of None, Loopback, All")]
    [InlineData("Broker:MissedFirePolicy", "Never", "one of Once, All, Skip")]
    [InlineData("Broker:MaxSchedulerRepeatAllowed", "many", "a whole number")]
    [InlineData("Broker:DestinationPolicies:0:PrioritizedMessages", "1", "true or false")]
    [InlineData("Broker:DestinationPolicies:0:Redelivery:BackOffMultiplier", "1,5", "a number, such as 1.5")]
    [InlineData("Broker:DestinationPolicies:0:ProducerFlowControl", "on", "true or false")]
    [InlineData("Broker:SystemUsage:StoreLimit", "170%", "a share such as 70%")]
    [InlineData("Broker:SystemUsage:StoreLimit", "0%", "a share such as 70%")]
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
    [InlineData("Security:Groups", "Security:Groups: there is no such key; the keys here are Security:Administrator, Security:Anonymous, ")]
    [InlineData("Security:Administrator:Email", "the keys here are Security:Administrator:Name, Security:Administrator:Password.")]
    [InlineData("Brokr:DataDirectory", "Brokr: there is no such section; did you mean Broker?")]
    [InlineData("Broker:BrokerName:Deep", "Broker:BrokerName: takes a single value, text, and no keys below it, such as Broker:BrokerName:Deep.")]
    [InlineData("Broker:Persistence", "Broker:Persistence: takes no value itself, but keys below it: Broker:Persistence:Adapter, Broker:Persistence:ConnectionString.")]
    [InlineData("Broker:TransportConnectors", "is a list; write Broker:TransportConnectors:0:Name, Broker:TransportConnectors:0:Uri, Broker:TransportConnectors:0:Tls, Broker:TransportConnectors:0:PublishedUri, Broker:TransportConnectors:0:UpdateClusterClients.")]
    [InlineData("Broker:TransportConnectors:Uri", "'Uri' is no place in a list; write Broker:TransportConnectors:0:Name")]
    [InlineData("Broker:TransportConnectors:1:Uri", "there is no Broker:TransportConnectors:0; number the entries from 0 without gaps.")]
    public void Load_UnknownKey_SaysWhichIsMeant(string key, string expected) =>
        Assert.Contains(expected, Assert.Single(Fail((key, "x"))), StringComparison.Ordinal);

    [Fact]
    public void Load_ForwardWithABrokenSelector_NamesItsKey()
    {
        const string Composite = "Broker:VirtualDestinations:CompositeQueues:0";
        var error = Assert.Single(Fail(($"{Composite}:Name", "A"), ($"{Composite}:ForwardTo:0:Queue", "B"), ($"{Composite}:ForwardTo:0:Selector", "color =")));
        Assert.StartsWith($"{Composite}:ForwardTo:0:Selector: 'color =' is no selector: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LazyDispatch", "is not supported: messages are always read from the store")]
    [InlineData("maxPageSize", "is not supported: selectors and groups look through the whole queue")]
    [InlineData("messageGroupMapFactoryType", "is not supported: write MessageGroupMap:Kind")]
    public void Load_DeclinedPolicyKey_SaysWhy(string key, string expected)
    {
        var errors = Fail(($"Broker:DestinationPolicies:0:{key}", "x"), ("Broker:DestinationPolicies:0:Queue", ">"));
        Assert.StartsWith($"Broker:DestinationPolicies:0:{key}: {expected}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ShareOfTheMachine_InBytes()
    {
        var usage = Load(("Broker:SystemUsage:MemoryLimit", "50 %"), ("Broker:SystemUsage:StoreLimit", "10%")).Broker.SystemUsage;
        Assert.Equal((0, 0), (usage.MemoryLimit.Percent, usage.StoreLimit.Percent));
        Assert.InRange(usage.MemoryLimit.Bytes, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        Assert.InRange(usage.StoreLimit.Bytes, 1, new DriveInfo(Environment.CurrentDirectory).TotalSize / 10);
    }

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

    // The value, and others without which it would be an error: a value that only one kind of a strategy uses needs that kind.
    private static (string Key, string Value)[] WithWhatItNeeds(string key, string value)
    {
        const string Policy = "Broker:DestinationPolicies:0:";
        var needs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (key.StartsWith(Policy, StringComparison.Ordinal) && key is not (Policy + "Topic")) needs[Policy + (IsForTopics(key) ? "Topic" : "Queue")] = ">";
        if (key.StartsWith(Policy + "Redelivery:", StringComparison.Ordinal)) needs[Policy + "Redelivery:Enabled"] = "true";
        if (key.StartsWith(Policy + "SlowConsumerStrategy:", StringComparison.Ordinal)) needs[Policy + "SlowConsumerStrategy:Kind"] = "AbortSlowAckConsumer";
        if (key.EndsWith(":MaximumSize", StringComparison.Ordinal)) needs[Policy + "SubscriptionRecoveryPolicy:Kind"] = "FixedSized";
        if (key.EndsWith(":MaximumCount", StringComparison.Ordinal)) needs[Policy + "SubscriptionRecoveryPolicy:Kind"] = "FixedCount";
        if (key.EndsWith(":RecoverDuration", StringComparison.Ordinal)) needs[Policy + "SubscriptionRecoveryPolicy:Kind"] = "Timed";
        if (key.EndsWith(":PropertyName", StringComparison.Ordinal)) needs[Policy + "MessageEvictionStrategy:Kind"] = "UniqueProperty";
        if (key.StartsWith("Broker:TransportConnectors:0:Tls:", StringComparison.Ordinal))
        {
            needs["Broker:TransportConnectors:0:Uri"] = "ssl://h:1?needClientAuth=true";
            needs["Broker:TransportConnectors:0:Tls:KeyStore"] = "any";
            needs["Broker:TransportConnectors:0:Tls:TrustStore"] = "any";
        }

        if (key.StartsWith("Broker:TimeStamping:", StringComparison.Ordinal)) needs["Broker:TimeStamping:Enabled"] = "true";
        if (key.StartsWith("Broker:VirtualDestinations:Composite", StringComparison.Ordinal))
        {
            var composite = string.Join(':', key.Split(':')[..4]);
            needs[$"{composite}:Name"] = "A";
            if (!key.EndsWith(":Topic", StringComparison.Ordinal)) needs[$"{composite}:ForwardTo:0:Queue"] = "B";
            if (key.EndsWith(":SendWhenNotMatched", StringComparison.Ordinal)) needs[$"{composite}:ForwardTo:0:Selector"] = "a = 1";
        }

        if (key.StartsWith("Security:Users", StringComparison.Ordinal))
        {
            needs["Security:Users:0:Name"] = "orders";
            needs["Security:Users:0:Password"] = "secret";
        }

        if (key.StartsWith("Security:Authorization:", StringComparison.Ordinal)) needs["Security:Authorization:Enabled"] = "true";
        if (key.StartsWith("Security:Authorization:Entries:0:", StringComparison.Ordinal) && !key.EndsWith("Topic", StringComparison.Ordinal))
        {
            needs["Security:Authorization:Entries:0:Queue"] = "A.>";
        }

        needs[key] = value;
        return [.. needs.Select(need => (need.Key, need.Value))];
    }

    private static bool IsForTopics(string key) =>
        key.EndsWith("TopicPrefetch", StringComparison.Ordinal)
        || key.Contains("Retroactive", StringComparison.Ordinal)
        || key.Contains(":SubscriptionRecoveryPolicy:", StringComparison.Ordinal)
        || key.Contains(":PendingMessageLimitStrategy:", StringComparison.Ordinal)
        || key.Contains(":MessageEvictionStrategy:", StringComparison.Ordinal);
}
