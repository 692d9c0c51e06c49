namespace Broker.Core.Storage;

/// <summary>No space is left, on the medium or under the configured limit. Space comes back as messages are consumed.</summary>
public sealed class StoreFullException : StoreException
{
    public StoreFullException()
    {
    }

    public StoreFullException(string message)
        : base(message)
    {
    }

    public StoreFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A configured limit is reached, so consuming makes room; false: the disk is full, which is the inner exception.</summary>
    public bool IsByLimit => InnerException is null;
}
