using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Broker.Tests.Fixtures;

/// <summary>Ports that nobody connects to.</summary>
internal sealed class FakeListeners : IConnectionListenerFactory
{
    private int _open;
    private int _opened;

    /// <summary>Ports open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Ports opened ever.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
        return ValueTask.FromResult<IConnectionListener>(new Listener(this, endpoint));
    }

    private sealed class Listener(FakeListeners owner, EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _accept = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint { get; } = endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await _accept.Task.WaitAsync(cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            if (_accept.TrySetResult(null)) Interlocked.Decrement(ref owner._open);
            return ValueTask.CompletedTask;
        }
    }
}
