using System.Net;
using System.Net.Sockets;

namespace Broker.Tests.Fixtures;

/// <summary>Stands between a client and a server, and cuts the connection when the client says a certain thing.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private byte[]? _trigger;
    private bool _forward;
    private volatile bool _muted;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often it has cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts once, at the next packet that has these bytes in it.</summary>
    /// <param name="trigger">What the client says.</param>
    /// <param name="afterAnswer">True: the server gets the packet, and its answer is lost. False: the packet itself is lost.</param>
    public void CutAt(ReadOnlySpan<byte> trigger, bool afterAnswer)
    {
        _forward = afterAnswer;
        Volatile.Write(ref _trigger, trigger.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            var answered = new TaskCompletionSource();
            var toServer = CopyToServerAsync(near.GetStream(), far.GetStream(), answered.Task);
            var toClient = CopyToClientAsync(far.GetStream(), near.GetStream(), answered);
            await Task.WhenAny(toServer, toClient);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Either side has gone.
        }
    }

    private async Task CopyToServerAsync(NetworkStream client, NetworkStream server, Task answered)
    {
        var buffer = new byte[256 * 1024];
        for (var read = await client.ReadAsync(buffer, _stop.Token); read > 0; read = await client.ReadAsync(buffer, _stop.Token))
        {
            var packet = buffer.AsMemory(0, read);
            var cuts = Volatile.Read(ref _trigger) is { } trigger && packet.Span.IndexOf(trigger) >= 0;
            if (cuts) Volatile.Write(ref _trigger, null);
            if (cuts) Cuts++;
            if (cuts && !_forward) return;
            if (cuts) _muted = true;
            await server.WriteAsync(packet, _stop.Token);
            if (!cuts) continue;
            await answered.WaitAsync(_stop.Token);
            _muted = false;
            return;
        }
    }

    private async Task CopyToClientAsync(NetworkStream server, NetworkStream client, TaskCompletionSource answered)
    {
        var buffer = new byte[256 * 1024];
        for (var read = await server.ReadAsync(buffer, _stop.Token); read > 0; read = await server.ReadAsync(buffer, _stop.Token))
        {
            if (_muted)
            {
                // What it was told is done, and nobody hears of it.
                answered.TrySetResult();
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await client.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
