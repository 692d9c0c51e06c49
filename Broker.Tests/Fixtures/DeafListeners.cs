using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Broker.Tests.Fixtures;

/// <summary>Real listeners, but for one address: there come in the clients that a test hands over.</summary>
internal sealed class DeafListeners(IConnectionListenerFactory real) : IConnectionListenerFactory
{
    /// <summary>The host of the connector that they come in by.</summary>
    public const string Host = "127.0.0.2";

    private readonly Channel<DeafClient> _clients = Channel.CreateUnbounded<DeafClient>();

    public void Add(DeafClient client) => Assert.True(_clients.Writer.TryWrite(client));

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        endpoint is IPEndPoint address && address.Address.Equals(IPAddress.Parse(Host))
            ? new(new Listener(_clients, endpoint))
            : real.BindAsync(endpoint, cancellationToken);

    private sealed class Listener(Channel<DeafClient> clients, EndPoint endpoint) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await clients.Reader.WaitToReadAsync(cancellationToken) && clients.Reader.TryRead(out var client) ? client.Connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            clients.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
