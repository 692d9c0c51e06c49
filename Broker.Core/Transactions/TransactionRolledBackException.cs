namespace Broker.Core.Transactions;

/// <summary>A commit was asked for and the transaction was rolled back instead. Protocols map it to javax.jms.TransactionRolledBackException.</summary>
public sealed class TransactionRolledBackException : Exception
{
    public TransactionRolledBackException()
    {
    }

    public TransactionRolledBackException(string message)
        : base(message)
    {
    }

    public TransactionRolledBackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
