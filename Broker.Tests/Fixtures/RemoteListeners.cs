using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Broker.Tests.Fixtures;

/// <summary>Real listeners whose clients seem to come from another machine.</summary>
internal sealed class RemoteListeners(IConnectionListenerFactory real, EndPoint remote) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await real.BindAsync(endpoint, cancellationToken), remote);

    private sealed class Listener(IConnectionListener real, EndPoint remote) : IConnectionListener
    {
        public EndPoint EndPoint => real.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var accepted = await real.AcceptAsync(cancellationToken);
            if (accepted is not null) accepted.RemoteEndPoint = remote;
            return accepted;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => real.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
