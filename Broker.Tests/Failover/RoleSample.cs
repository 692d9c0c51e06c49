namespace Broker.Tests.Failover;

/// <summary>One answer of one node; it was true at some moment between the two timestamps.</summary>
/// <param name="Node">Who was asked.</param>
/// <param name="Asked">Timestamp before the question.</param>
/// <param name="Answered">Timestamp after the answer.</param>
/// <param name="Role">The answer.</param>
internal sealed record RoleSample(string Node, long Asked, long Answered, NodeRole Role);
