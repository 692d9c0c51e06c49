namespace Broker.Tests.Failover;

/// <summary>What a node said of itself.</summary>
/// <param name="Role">As the REST interface spells it.</param>
/// <param name="Epoch">The tenure in force as far as it knows.</param>
/// <param name="LeaseLeft">For how long it is certain to be master; null when it is not.</param>
internal sealed record NodeRole(string Role, long? Epoch, TimeSpan? LeaseLeft)
{
    /// <summary>The nodes that it could hand over to, as far as it knows.</summary>
    public IReadOnlyList<string> Slaves { get; init; } = [];

    public bool IsMaster => Role is "Master";

    public bool IsCertainMaster => IsMaster && LeaseLeft > TimeSpan.Zero;
}
