namespace Broker.Core.Messages;

/// <summary>Names a transaction: local to a connection, or an XA branch.</summary>
public abstract record TransactionId;
