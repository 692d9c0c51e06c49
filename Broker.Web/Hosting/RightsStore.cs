using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Settings;
using Broker.Core.Storage;

namespace Broker.Web.Hosting;

/// <summary>The edited rights, in the document "rights"; none of it is written before the first edit.</summary>
internal sealed class RightsStore : IRightsStore, IStoredSettings, IDisposable
{
    private readonly SettingsDocument<AuthorizationOptions> _document;

    /// <param name="store">Where the document is.</param>
    /// <param name="authorization">Gets each version that is new here.</param>
    public RightsStore(ISettingsStore store, Authorization authorization) => _document = new(
        RightsFormat.Instance, store, read => authorization.Adopt(new(read.Content, read.Version, read.By, read.At)));

    public ValueTask RefreshAsync(CancellationToken cancellationToken) => _document.RefreshAsync(cancellationToken);

    public ValueTask<bool> TryReplaceAsync(AuthorizationOptions rights, int version, string by, CancellationToken cancellationToken) =>
        _document.TryReplaceAsync(rights, version, by, cancellationToken);

    public void Dispose() => _document.Dispose();
}
