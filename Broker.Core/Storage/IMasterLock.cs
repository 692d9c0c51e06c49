namespace Broker.Core.Storage;

/// <summary>Decides which of the nodes on one store serves. Disposing it releases the lock.</summary>
public interface IMasterLock : IAsyncDisposable
{
    /// <summary>Waits, however long, until this node alone holds the store.</summary>
    /// <exception cref="StoreException">The lock's medium cannot be used; the message names it.</exception>
    ValueTask AcquireAsync(CancellationToken cancellationToken);
}
