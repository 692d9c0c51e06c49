namespace Broker.Core.Destinations;

/// <summary>A destination does not exist, or is not of the kind needed. Protocols map it to javax.jms.InvalidDestinationException.</summary>
public sealed class InvalidDestinationException : Exception
{
    public InvalidDestinationException()
    {
    }

    public InvalidDestinationException(string message)
        : base(message)
    {
    }

    public InvalidDestinationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
