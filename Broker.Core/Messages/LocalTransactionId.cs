namespace Broker.Core.Messages;

/// <summary>A transaction that a connection began and alone can end.</summary>
public sealed record LocalTransactionId(string ConnectionId, long Value) : TransactionId
{
    public override string ToString() => $"TX:{ConnectionId}:{Value}";
}
