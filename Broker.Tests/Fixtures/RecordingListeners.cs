using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Broker.Tests.Fixtures;

/// <summary>Real listeners that show the sockets they have accepted.</summary>
internal sealed class RecordingListeners : IConnectionListenerFactory
{
    private readonly SocketListenerFactory _real = new();
    private readonly ConcurrentQueue<Socket> _accepted = new();

    public IEnumerable<Socket> Accepted => _accepted;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _real.BindAsync(endpoint, cancellationToken), _accepted);

    private sealed class Listener(IConnectionListener real, ConcurrentQueue<Socket> sockets) : IConnectionListener
    {
        public EndPoint EndPoint => real.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var accepted = await real.AcceptAsync(cancellationToken);
            if (accepted is not null) sockets.Enqueue(accepted.Features.Get<IConnectionSocketFeature>()!.Socket);
            return accepted;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => real.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
