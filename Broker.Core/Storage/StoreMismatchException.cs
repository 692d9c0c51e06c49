namespace Broker.Core.Storage;

/// <summary>The store is there and answers, but does not fit this node as it is configured: waiting alone changes nothing, only a person can.</summary>
/// <remarks>
/// This is the line between faults that end the first start, with the sentence and code 1, and those that a node waits out as a slave:
/// a store out of reach, read-only, full, or closed to this user is a plain <see cref="StoreException"/>, for it may come back by itself
/// or be opened from outside. A node that has been up tells either as its reason, keeps its console, and asks again.
/// </remarks>
public sealed class StoreMismatchException : StoreException
{
    public StoreMismatchException()
    {
    }

    public StoreMismatchException(string message)
        : base(message)
    {
    }

    public StoreMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
