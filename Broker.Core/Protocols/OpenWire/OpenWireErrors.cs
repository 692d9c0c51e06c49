using Broker.Core.Destinations;
using Broker.Core.Routing;
using Broker.Core.Security;
using Broker.Core.Selectors;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Names the engine's errors as Java clients know them.</summary>
internal static class OpenWireErrors
{
    public const string SecurityException = "java.lang.SecurityException";

    // ActiveMQ's Java client reads the code of an XAException out of its message, where it must be the last word.
    public static RemoteError From(Exception exception) => new(
        ClassOf(exception), exception is XaException xa ? $"{xa.Message} xaErrorCode:{(int)xa.Code}" : exception.Message);

    private static string ClassOf(Exception exception) => exception switch
    {
        InvalidClientIdException => "javax.jms.InvalidClientIDException",
        InvalidDestinationException => "javax.jms.InvalidDestinationException",
        InvalidSelectorException => "javax.jms.InvalidSelectorException",
        MessageFormatException => "javax.jms.MessageFormatException",
        TransactionRolledBackException => "javax.jms.TransactionRolledBackException",
        StoreFullException or NoSpaceException => "javax.jms.ResourceAllocationException",
        UnauthorizedAccessException or NotAuthorizedException => SecurityException,
        XaException => "javax.transaction.xa.XAException",
        NotSupportedException or InvalidOperationException => "javax.jms.IllegalStateException",
        _ => "javax.jms.JMSException",
    };
}
