using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>The address to put into a client, for the snippets that empty pages show.</summary>
internal static class ClientAddress
{
    /// <param name="connectors">As configured; none means the default connector.</param>
    /// <param name="browserHost">The host that the person's browser used, which stands in for "every address".</param>
    public static string Of(IReadOnlyList<TransportConnectorOptions> connectors, string browserHost)
    {
        var connector = connectors.Count > 0 ? connectors[0] : new TransportConnectorOptions();
        if (!Uri.TryCreate(connector.Uri.Split('?')[0], UriKind.Absolute, out var uri))
        {
            return connector.Uri;
        }

        var host = uri.Host is "0.0.0.0" or "[::]" or "" ? browserHost : uri.Host;
        return $"{uri.Scheme}://{host}:{(uri.Port > 0 ? uri.Port : 61616)}";
    }
}
