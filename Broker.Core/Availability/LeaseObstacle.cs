namespace Broker.Core.Availability;

/// <summary>Why this node is not master now.</summary>
/// <param name="Sentence">One sentence for log and console.</param>
/// <param name="IsProblem">False: another node holds the store, as it should be. True: the store cannot be reached or used.</param>
/// <param name="IsMasterOverdue">The master has renewed its lease later than it ever should, and this node may be the next.</param>
public readonly record struct LeaseObstacle(string Sentence, bool IsProblem, bool IsMasterOverdue = false);
