namespace Broker.Core.Routing;

/// <summary>A message says of itself what cannot be. Protocols map it to javax.jms.MessageFormatException.</summary>
public sealed class MessageFormatException : Exception
{
    public MessageFormatException()
    {
    }

    public MessageFormatException(string message)
        : base(message)
    {
    }

    public MessageFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
