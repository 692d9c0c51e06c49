namespace Broker.Core.Routing;

/// <summary>A command names a transaction that was not begun on its connection.</summary>
public sealed class UnknownTransactionException : Exception
{
    public UnknownTransactionException()
    {
    }

    public UnknownTransactionException(string message)
        : base(message)
    {
    }

    public UnknownTransactionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
