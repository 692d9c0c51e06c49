namespace Broker.Storage.Database;

/// <summary>The row of the lease as one question found it.</summary>
/// <param name="BrokerName">The group whose store it is; empty before the first master.</param>
/// <param name="Epoch">The latest tenure; 0 before the first.</param>
/// <param name="FencedEpoch">The tenure that the fence lets write; the same, unless somebody meddled with the tables.</param>
/// <param name="Holder">The node that is master, or was last.</param>
/// <param name="Incarnation">The master's run of its process; null when the lease was given back.</param>
/// <param name="Renewals">How often the tenure was prolonged.</param>
/// <param name="Session">See <see cref="LeaseSession.Mark"/>; null when the master has none.</param>
/// <param name="Successor">The node that the lease was given back for.</param>
/// <param name="HasExpired">By the database's clock.</param>
/// <param name="IsReserved">By the database's clock, the successor's time has not passed yet.</param>
internal sealed record LeaseRow(
    string BrokerName,
    long Epoch,
    long FencedEpoch,
    string? Holder,
    Guid? Incarnation,
    long Renewals,
    string? Session,
    string? Successor,
    bool HasExpired,
    bool IsReserved)
{
    /// <summary>The lease was given back, or nobody ever had it.</summary>
    public bool IsFree => Incarnation is null;

    /// <summary>Nothing tells that the holder was active between the two looks.</summary>
    public bool IsUnchangedSince(LeaseRow earlier) =>
        Epoch == earlier.Epoch && Renewals == earlier.Renewals && string.Equals(Session, earlier.Session, StringComparison.Ordinal);
}
