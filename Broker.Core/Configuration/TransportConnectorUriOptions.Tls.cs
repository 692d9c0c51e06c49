using System.Net.Security;
using System.Security.Authentication;

namespace Broker.Core.Configuration;

/// <content>Options of TLS.</content>
internal static partial class TransportConnectorUriOptions
{
    private static Option[] Tls() =>
    [
        Flag(Both("needClientAuth"), (uri, flag) => uri with { NeedClientAuth = flag }) with { IsForTls = true },
        Flag(Both("wantClientAuth"), (uri, flag) => uri with { WantClientAuth = flag }) with { IsForTls = true },
        new(Both("enabledProtocols"), "TLSv1.2, TLSv1.3, or both with ',' between them", ReadProtocols) { IsForTls = true },
        new(Both("enabledCipherSuites"), "IANA names with ',' between them, such as TLS_AES_256_GCM_SHA384", ReadCipherSuites) { IsForTls = true },
    ];

    private static TransportConnectorUri? ReadProtocols(TransportConnectorUri uri, string value)
    {
        var protocols = SslProtocols.None;
        foreach (var name in value.Split(',', StringSplitOptions.TrimEntries))
        {
            var protocol = name switch { "TLSv1.2" => SslProtocols.Tls12, "TLSv1.3" => SslProtocols.Tls13, _ => SslProtocols.None };
            if (protocol == SslProtocols.None) return null;
            protocols |= protocol;
        }

        return uri with { EnabledProtocols = protocols };
    }

    private static TransportConnectorUri? ReadCipherSuites(TransportConnectorUri uri, string value)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries);
        return Array.TrueForAll(names, Enum.GetNames<TlsCipherSuite>().Contains) ? uri with { EnabledCipherSuites = string.Join(',', names) } : null;
    }
}
