using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A journal entry of old ActiveMQ stores: a transaction's step.</summary>
public sealed class JournalTransaction : Command
{
    public override CommandType Type => CommandType.JournalTransaction;

    public TransactionId? TransactionId { get; set; }

    /// <summary>1 XA prepare, 2 XA commit, 3 XA rollback, 4 commit, 5 rollback. Field <c>type</c> on the wire.</summary>
    public byte Action { get; set; }

    public bool WasPrepared { get; set; }
}
