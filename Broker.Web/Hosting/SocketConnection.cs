using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Web.Hosting;

/// <summary>One client's socket, as a pair of pipes without a copy between them and the socket.</summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, IConnectionSocketFeature
{
    // About 50 messages of 1 KB; a connection that is silent holds no buffer.
    private const int BufferBytes = 64 * 1024;

    private readonly CancellationTokenSource _closed = new();
    private readonly NetworkStream _stream;
    private int _disposed;

    public SocketConnection(Socket socket)
    {
        Socket = socket;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        _stream = new(socket, ownsSocket: false);
        Input = PipeReader.Create(_stream, new(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(_stream, new(minimumBufferSize: BufferBytes, leaveOpen: true));
        Transport = this;
        Features.Set<IConnectionSocketFeature>(this);
    }

    public Socket Socket { get; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    /// <summary>Breaks the connection off: what has not been sent is lost, and whoever reads or writes gets an exception.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Volatile.Read(ref _disposed) == 0) Socket.Close(timeout: 0);
    }

    /// <summary>Ends the connection in order, after what was flushed.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Shutdown();
            Socket.Dispose();
            await _stream.DisposeAsync();
            await _closed.CancelAsync();
            _closed.Dispose();
        }

        await base.DisposeAsync();
    }

    private void Shutdown()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }
}
