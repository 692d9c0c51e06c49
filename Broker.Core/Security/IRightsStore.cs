using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>Keeps the rights that people edit. Any thread may call.</summary>
public interface IRightsStore
{
    /// <summary>Replaces the rights; when it completes they are kept, in force here, and soon on every node of the group.</summary>
    /// <param name="rights">Valid ones.</param>
    /// <param name="version">The version that the editor saw.</param>
    /// <param name="by">Who edits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False: somebody else was faster, and what they left is in force; nothing of this was kept.</returns>
    /// <exception cref="IOException">They could not be kept, and the old ones still hold.</exception>
    ValueTask<bool> TryReplaceAsync(AuthorizationOptions rights, int version, string by, CancellationToken cancellationToken);
}
