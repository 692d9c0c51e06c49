using Broker.Core.Management;

namespace Broker.Web.Formatting;

/// <summary>The way to another node's console.</summary>
public static class ConsoleLink
{
    /// <summary>What the node told, when it is a web address; else null. Other nodes' words are no scripts of ours.</summary>
    public static string? Of(NodeView node) =>
        Uri.TryCreate(node.ConsoleUri, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? node.ConsoleUri
            : null;
}
