using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using Broker.Core.Protocols;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Core.Transports;

/// <summary>One client's connection with TLS on it: what is read and written here is encrypted on the connection below.</summary>
internal sealed class TlsConnection : ConnectionContext, IDuplexPipe
{
    // As the connections below.
    private const int BufferBytes = 64 * 1024;

    private readonly ConnectionContext _inner;
    private readonly SslStream _stream;
    private int _disposed;

    private TlsConnection(ConnectionContext inner, SslStream stream)
    {
        _inner = inner;
        _stream = stream;
        Input = PipeReader.Create(stream, new(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(stream, new(minimumBufferSize: BufferBytes, leaveOpen: true));
        Transport = this;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    /// <summary>Does the handshake. The connection below stays the caller's to close when it fails.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client speaks no TLS, or is not trusted.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<TlsConnection> AcceptAsync(ConnectionContext inner, TlsSetup setup, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new DuplexPipeStream(inner.Transport), leaveInnerStreamOpen: true);
        try
        {
            await stream.AuthenticateAsServerAsync(setup.Options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (setup.CertificateAsUserName && stream.RemoteCertificate is { } certificate)
        {
            inner.Features.Set(new ClientCertificate(certificate.Subject));
        }

        return new(inner, stream);
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
            await _stream.DisposeAsync().ConfigureAwait(false);
            await _inner.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    // Tells the client that nothing was cut off.
    private async Task SayGoodbyeAsync()
    {
        try
        {
            await _stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The other side was faster.
        }
    }
}
