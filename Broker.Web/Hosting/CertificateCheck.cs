using Broker.Core.Configuration;
using Broker.Core.Transports;

namespace Broker.Web.Hosting;

/// <summary>Reads the connectors' certificates at once: a node that waits as a slave would find out only when it is needed.</summary>
public static class CertificateCheck
{
    /// <exception cref="StartupException">Some cannot be used; one sentence for each connector.</exception>
    public static void EnsureUsable(BrokerOptions options)
    {
        List<string> errors = [];
        foreach (var connector in options.TransportConnectors)
        {
            if (!TransportConnectorUri.TryParse(connector.Uri, out var uri, out _) || !uri.IsTls) continue;
            try
            {
                TlsSetup.Load(connector, uri);
            }
            catch (StartupException e)
            {
                errors.AddRange(e.Sentences);
            }
        }

        if (errors.Count > 0) throw new StartupException(errors);
    }
}
