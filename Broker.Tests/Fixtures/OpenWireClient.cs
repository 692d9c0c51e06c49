using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Fixtures;

/// <summary>A small OpenWire client that does exactly what a test says, right or wrong.</summary>
internal sealed class OpenWireClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly OpenWireCodec _codec = new(new OpenWireFormat { MaxFrameSize = 0 });
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Response>> _requests = new();
    private readonly Channel<MessageDispatch> _dispatches = Channel.CreateUnbounded<MessageDispatch>();
    private readonly Channel<Command> _others = Channel.CreateUnbounded<Command>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commands;
    private int _ids;

    private OpenWireClient(Socket socket)
    {
        _socket = socket;
        _stream = new(socket, ownsSocket: true);
    }

    public string ConnectionId { get; init; } = $"ID:test-{Guid.NewGuid():N}";

    public string ClientId { get; init; } = $"client-{Guid.NewGuid():N}";

    /// <summary>Completes when the broker has closed the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Frames that are neither answers nor deliveries, in their order.</summary>
    public ChannelReader<Command> Others => _others.Reader;

    /// <summary>How many deliveries have come and were not received yet.</summary>
    public int DispatchesWaiting => _dispatches.Reader.Count;

    /// <summary>Connects the socket and says nothing.</summary>
    /// <param name="reads">False: it never reads what the broker sends.</param>
    public static async Task<OpenWireClient> DialAsync(IPEndPoint address, string? connectionId = null, bool reads = true)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (!reads) socket.ReceiveBufferSize = 4096;
        await socket.ConnectAsync(address);
        var client = connectionId is null ? new OpenWireClient(socket) : new OpenWireClient(socket) { ConnectionId = connectionId, ClientId = connectionId };
        if (reads) _ = client.ReadAsync();
        return client;
    }

    /// <summary>Connects with everything a client needs before it sends or subscribes.</summary>
    public static async Task<OpenWireClient> OpenAsync(IPEndPoint address, string? connectionId = null, Action<ConnectionInfo>? change = null)
    {
        var client = await DialAsync(address, connectionId);
        await client.NegotiateAsync();
        await client.ConnectAsync(change);
        return client;
    }

    public async Task NegotiateAsync(TimeSpan? maxInactivity = null) => await SendAsync(Offer(maxInactivity));

    public static WireFormatInfo Offer(TimeSpan? maxInactivity = null) => OpenWireNegotiation.CreateOffer(new()
    {
        MaxInactivityDuration = maxInactivity ?? TimeSpan.FromSeconds(30),
        MaxInactivityInitialDelay = maxInactivity is null ? TimeSpan.FromSeconds(10) : TimeSpan.Zero,
    });

    /// <exception cref="RefusedException">The broker does not let it in.</exception>
    public async Task ConnectAsync(Action<ConnectionInfo>? change = null)
    {
        await RequestAsync(Introduction(change));
        await RequestAsync(new SessionInfo { SessionId = new(ConnectionId, 1) });
    }

    public ConnectionInfo Introduction(Action<ConnectionInfo>? change = null)
    {
        var info = new ConnectionInfo { ConnectionId = ConnectionId, ClientId = ClientId, ClientMaster = true };
        change?.Invoke(info);
        return info;
    }

    public async Task WriteAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Says that nothing more will be sent, as a client that crashed does.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public Task SendAsync(Command command) => WriteAsync(Encode(command));

    public byte[] Encode(Command command)
    {
        var output = new ArrayBufferWriter<byte>();
        lock (_codec) _codec.Write(output, command);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Sends a request and awaits its answer.</summary>
    /// <exception cref="RefusedException">The answer is an error.</exception>
    public async Task<Response> RequestAsync(Command command)
    {
        var answer = await BeginRequestAsync(command);
        return await answer.WaitAsync(Eventually.Patience);
    }

    /// <summary>Sends a request; what is returned completes with the answer.</summary>
    public async Task<Task<Response>> BeginRequestAsync(Command command)
    {
        command.ResponseRequired = true;
        if (command.CommandId == 0) command.CommandId = Interlocked.Increment(ref _commands);
        var answer = _requests.GetOrAdd(command.CommandId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await SendAsync(command);
        return AwaitAsync(answer.Task);

        static async Task<Response> AwaitAsync(Task<Response> answer) =>
            await answer is ExceptionResponse { Exception: { } error } ? throw new RefusedException(error) : await answer;
    }

    public async Task<RemoteError> RefusedAsync(Command command) =>
        (await Assert.ThrowsAsync<RefusedException>(() => RequestAsync(command))).Error;

    public async Task<ProducerId> AddProducerAsync(Destination? destination, int window = 0)
    {
        var id = new ProducerId(ConnectionId, 1, Interlocked.Increment(ref _ids));
        await RequestAsync(new ProducerInfo { ProducerId = id, Destination = destination, WindowSize = window });
        return id;
    }

    public async Task<ConsumerId> AddConsumerAsync(Destination destination, int prefetch = 1000, string? selector = null)
    {
        var id = new ConsumerId(ConnectionId, 1, Interlocked.Increment(ref _ids));
        await RequestAsync(new ConsumerInfo { ConsumerId = id, Destination = destination, PrefetchSize = prefetch, Selector = selector });
        return id;
    }

    public static MessageCommand Text(ProducerId producer, long sequence, Destination destination, string text = "", bool persistent = true)
    {
        var body = new byte[4 + Encoding.ASCII.GetByteCount(text)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(body, body.Length - 4);
        Encoding.ASCII.GetBytes(text, body.AsSpan(4));
        return new()
        {
            Message = new()
            {
                Kind = MessageKind.Text,
                Id = new(producer, sequence),
                Producer = producer,
                Destination = destination,
                Persistent = persistent,
                Content = body,
            },
        };
    }

    public async Task<MessageDispatch> ReceiveAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Eventually.Patience);
        return await _dispatches.Reader.ReadAsync(deadline.Token);
    }

    public bool TryReceive(out MessageDispatch? dispatch) => _dispatches.Reader.TryRead(out dispatch);

    public Task AcknowledgeAsync(MessageDispatch dispatch, TransactionId? transaction = null) => RequestAsync(new MessageAck
    {
        ConsumerId = dispatch.ConsumerId,
        Destination = dispatch.Destination,
        AckType = AckType.Standard,
        FirstMessageId = dispatch.Message!.Message.Id,
        LastMessageId = dispatch.Message.Message.Id,
        MessageCount = 1,
        TransactionId = transaction,
    });

    /// <summary>The next frame of that type among the others, skipping what comes before it.</summary>
    public async Task<T> NextAsync<T>()
        where T : Command
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        while (true)
        {
            if (await _others.Reader.ReadAsync(deadline.Token) is T wanted) return wanted;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_stream);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                reader.AdvanceTo(Take(result.Buffer), result.Buffer.End);
                if (result.IsCompleted) break;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by either side, which is what Closed tells.
        }

        _closed.TrySetResult();
        _others.Writer.TryComplete();
        _dispatches.Writer.TryComplete();
        foreach (var request in _requests.Values) request.TrySetException(new IOException("The broker closed the connection."));
    }

    private SequencePosition Take(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (_codec.TryRead(ref reader, out var command)) Take(command);
        return reader.Position;
    }

    private void Take(Command command)
    {
        if (command is Response response && _requests.TryRemove(response.CorrelationId, out var waiting)) waiting.SetResult(response);
        else if (command is MessageDispatch dispatch) _dispatches.Writer.TryWrite(dispatch);
        else _others.Writer.TryWrite(command);
    }
}
