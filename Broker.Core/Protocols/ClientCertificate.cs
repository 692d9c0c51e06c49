namespace Broker.Core.Protocols;

/// <summary>A feature of a connection whose client has proved by a certificate who it is, where that is to be its user.</summary>
/// <param name="subject">As the certificate has it, such as "CN=orders, O=Example".</param>
public sealed class ClientCertificate(string subject)
{
    public string Subject { get; } = subject;
}
