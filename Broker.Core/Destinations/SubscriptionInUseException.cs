namespace Broker.Core.Destinations;

/// <summary>A durable subscription has a consumer and so cannot get another, or be removed. Text as ActiveMQ's.</summary>
public sealed class SubscriptionInUseException : Exception
{
    public SubscriptionInUseException()
    {
    }

    public SubscriptionInUseException(string message)
        : base(message)
    {
    }

    public SubscriptionInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
