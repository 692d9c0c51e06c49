namespace Broker.Core.Transactions;

/// <summary>A branch of a distributed transaction cannot do what is asked of it. Protocols map it to javax.transaction.xa.XAException.</summary>
public sealed class XaException : Exception
{
    public XaException()
    {
    }

    public XaException(string message)
        : base(message)
    {
    }

    public XaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public XaException(XaErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What a transaction manager goes by.</summary>
    public XaErrorCode Code { get; } = XaErrorCode.ResourceManagerError;
}
