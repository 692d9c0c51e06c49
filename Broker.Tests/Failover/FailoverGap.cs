namespace Broker.Tests.Failover;

/// <summary>The longest that clients were without service in one round.</summary>
internal readonly record struct FailoverGap(Fault Fault, TimeSpan Longest);
