using Broker.Core.Storage;

namespace Broker.Core.Settings;

/// <summary>Something that operators change and every node of the group shares: kept in a document of settings, and in force here.</summary>
public interface IStoredSettings
{
    /// <summary>Puts in force what other nodes wrote; until that has succeeded once, also writes what this node is configured with, if that differs.</summary>
    /// <exception cref="StoreMismatchException">What is there cannot be read; what held before holds on.</exception>
    /// <exception cref="StoreException">The store cannot be reached; what held before holds on.</exception>
    ValueTask RefreshAsync(CancellationToken cancellationToken);
}
