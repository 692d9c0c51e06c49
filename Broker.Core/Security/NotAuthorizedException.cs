using Broker.Core.Messages;

namespace Broker.Core.Security;

/// <summary>A signed-in client may not do this with that destination. Protocols map it to java.lang.SecurityException.</summary>
public sealed class NotAuthorizedException : Exception
{
    public NotAuthorizedException()
    {
    }

    public NotAuthorizedException(string message)
        : base(message)
    {
    }

    public NotAuthorizedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>In ActiveMQ's words.</summary>
    public NotAuthorizedException(string user, DestinationAction action, Destination destination)
        : base($"User {user} is not authorized to {Words(action)} {destination}")
    {
    }

    private static string Words(DestinationAction action) => action switch
    {
        DestinationAction.Read => "read from:",
        DestinationAction.Write => "write to:",
        DestinationAction.Create => "create:",
        DestinationAction.Remove => "remove:",
        _ => "administer:",
    };
}
