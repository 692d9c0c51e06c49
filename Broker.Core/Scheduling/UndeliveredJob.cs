namespace Broker.Core.Scheduling;

/// <summary>A turn whose message its destination would not take; nothing of that turn happened.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record UndeliveredJob(JobTurn Turn, string Reason);
