namespace Broker.Storage.Database.Entities;

/// <summary>An XA branch that is prepared and in doubt.</summary>
internal sealed class PreparedTransactionEntity
{
    public byte[] Xid { get; set; } = [];

    public DateTime PreparedAt { get; set; }

    /// <summary>What it will do when it commits.</summary>
    public byte[] Content { get; set; } = [];
}
