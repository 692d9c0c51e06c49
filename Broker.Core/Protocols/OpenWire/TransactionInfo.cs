using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Begins, prepares, ends a transaction, or asks which are prepared.</summary>
public sealed class TransactionInfo : Command
{
    public override CommandType Type => CommandType.TransactionInfo;

    public string ConnectionId { get; set; } = "";

    /// <summary>Null when recovering.</summary>
    public TransactionId? TransactionId { get; set; }

    /// <summary>Field <c>type</c> on the wire.</summary>
    public TransactionAction Action { get; set; }
}
