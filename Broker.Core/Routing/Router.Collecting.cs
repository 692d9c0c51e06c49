using Broker.Core.Storage;

namespace Broker.Core.Routing;

/// <content>Lets go of what nobody has used for long.</content>
public sealed partial class Router
{
    /// <summary>As <see cref="Destinations.DestinationDirectory.CollectUnusedAsync"/>, and tells who listens.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="StoreException">The store does not take a removal.</exception>
    public async ValueTask<int> CollectUnusedAsync(int limit, CancellationToken cancellationToken)
    {
        var collected = await _directory.CollectUnusedAsync(limit, cancellationToken).ConfigureAwait(false);
        foreach (var destination in collected) _advisories.DestinationRemoved(destination);
        return collected.Count;
    }
}
