namespace Broker.Tests.Failover;

/// <summary>One kind of round: what is done to the pair under load.</summary>
/// <param name="Name">In the table and in FAILOVER_ONLY.</param>
/// <param name="StrikeAsync">
/// Does it, and returns what puts things right again. That is run when the load goes on, and when it is done, one node serves and the
/// other stands by.
/// </param>
internal sealed record Fault(string Name, Func<Scene, Task<Func<Task>>> StrikeAsync)
{
    /// <summary>The longest that clients may be without service, given the length of the lease; null when nothing is promised.</summary>
    public Func<TimeSpan, TimeSpan>? Bar { get; init; }

    /// <summary>The lease in a test run of one round, where the product's default would take long; null for that default.</summary>
    public TimeSpan? ShortLease { get; init; }

    /// <summary>The lease in every run; null to leave it open.</summary>
    public TimeSpan? Lease { get; init; }
}
