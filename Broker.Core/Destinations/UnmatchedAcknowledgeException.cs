namespace Broker.Core.Destinations;

/// <summary>An acknowledgement names messages that were not delivered to this consumer.</summary>
public sealed class UnmatchedAcknowledgeException : Exception
{
    public UnmatchedAcknowledgeException()
    {
    }

    public UnmatchedAcknowledgeException(string message)
        : base(message)
    {
    }

    public UnmatchedAcknowledgeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
