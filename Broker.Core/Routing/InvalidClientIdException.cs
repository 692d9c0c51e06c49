namespace Broker.Core.Routing;

/// <summary>A client id is in use by another connection. Protocols map it to javax.jms.InvalidClientIDException.</summary>
public sealed class InvalidClientIdException : Exception
{
    public InvalidClientIdException()
    {
    }

    public InvalidClientIdException(string message)
        : base(message)
    {
    }

    public InvalidClientIdException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
