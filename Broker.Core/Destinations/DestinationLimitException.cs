namespace Broker.Core.Destinations;

/// <summary>A destination would be one more than its policy allows. Protocols map it as ActiveMQ does, to javax.jms.IllegalStateException.</summary>
public sealed class DestinationLimitException : InvalidOperationException
{
    public DestinationLimitException()
    {
    }

    public DestinationLimitException(string message)
        : base(message)
    {
    }

    public DestinationLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
