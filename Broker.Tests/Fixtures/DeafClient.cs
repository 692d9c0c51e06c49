using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Broker.Core.Protocols.OpenWire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Tests.Fixtures;

/// <summary>A client that never reads, on pipes in place of a socket: what the broker does with its bytes is done when they are written.</summary>
/// <remarks>So a write that stays open says that the broker reads no further, and not that it has not come to it yet.</remarks>
internal sealed class DeafClient : IDisposable
{
    private readonly OpenWireCodec _codec = new(new OpenWireFormat { MaxFrameSize = 0 });
    private readonly CountingScheduler _scheduler = new();
    private readonly Pipe _toBroker;
    private readonly Pipe _fromBroker;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeafClient()
    {
        var options = new PipeOptions(readerScheduler: _scheduler, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        (_toBroker, _fromBroker) = (new(options), new(options));
        Connection = new PipeConnection(this);
    }

    /// <summary>The broker's end.</summary>
    public ConnectionContext Connection { get; }

    public string ConnectionId { get; } = $"ID:deaf-{Guid.NewGuid():N}";

    /// <summary>Completes when it has gone, or was thrown out.</summary>
    public Task Gone => _gone.Task;

    public byte[] Encode(Command command)
    {
        var output = new ArrayBufferWriter<byte>();
        _codec.Write(output, command);
        return output.WrittenSpan.ToArray();
    }

    /// <returns>Not completed: once the broker <see cref="Listens"/>, it has stopped reading.</returns>
    public Task WriteAsync(byte[] bytes) => _toBroker.Writer.WriteAsync(bytes).AsTask();

    /// <summary>Writes; true when the broker was waiting for that, and so waits for the next.</summary>
    public bool Listens(byte[] bytes)
    {
        var before = _scheduler.Turns;
        _ = WriteAsync(bytes);
        return _scheduler.Turns > before;
    }

    /// <summary>The client goes, or is thrown out.</summary>
    public void Dispose()
    {
        _toBroker.Writer.Complete();
        _fromBroker.Reader.Complete();
        _gone.TrySetResult();
    }

    private sealed class CountingScheduler : PipeScheduler
    {
        public int Turns { get; private set; }

        public override void Schedule(Action<object?> action, object? state)
        {
            Turns++;
            action(state);
        }
    }

    private sealed class PipeConnection(DeafClient client) : ConnectionContext, IDuplexPipe
    {
        public override string ConnectionId { get; set; } = client.ConnectionId;

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override EndPoint? RemoteEndPoint { get; set; } = new IPEndPoint(IPAddress.Loopback, 1);

        public override IDuplexPipe Transport { get => this; set => throw new NotSupportedException(); }

        public PipeReader Input => client._toBroker.Reader;

        public PipeWriter Output => client._fromBroker.Writer;

        public override void Abort(ConnectionAbortedException abortReason) => client.Dispose();

        // As a socket's, which sends what it still has: to this client it never can.
        public override async ValueTask DisposeAsync()
        {
            await client.Gone;
            await base.DisposeAsync();
        }
    }
}
