using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Broker.Core.Clients;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>One OpenWire client: negotiates, reads commands and hands them to the router, writes what comes back.</summary>
/// <remarks>
/// Commands are handled in their order by one reader. What takes time (a disk, a full store) goes on beside the reader, so
/// that acknowledgements and keep-alives are read meanwhile. Source: openwire.md sections 2 and 8.
/// </remarks>
public sealed partial class OpenWireConnection : IDeliverySink
{
    // Sends that are taken and not yet durable, or that wait for space; beyond this the client is not read.
    private const long MaxPendingBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan _refusalDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _firstGrace = TimeSpan.FromSeconds(10);

    private readonly ConnectionContext _transport;
    private readonly TransportConnectorUri _connector;
    private readonly Func<string?> _connectedBrokers;
    private readonly ProtocolServices _services;
    private readonly OpenWireFormat _format = new();
    private readonly OpenWireCodec _codec;
    private readonly OpenWireOutbox _outbox;
    // Completes when the connection is to be closed: whatever its reader waits for, it waits no longer.
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionState? _state;
    private string? _closeReason;
    private long _received;
    private TimeSpan _permittedSilence;
    private long _pendingBytes;
    private bool _ended;
    private bool _aborted;
    private volatile bool _frozen;

    /// <param name="transport">The client's bytes; the connection ends it.</param>
    /// <param name="connector">Limits of the port it came in by.</param>
    /// <param name="services">The broker.</param>
    /// <param name="connectedBrokers">The group's addresses that a new client is told, separated by ','; null for none.</param>
    public OpenWireConnection(
        ConnectionContext transport, TransportConnectorUri connector, ProtocolServices services, Func<string?> connectedBrokers)
    {
        _transport = transport;
        _connectedBrokers = connectedBrokers;
        _connector = connector;
        _services = services;
        _codec = new(_format);
        _outbox = new(transport.Transport.Output, _codec, services.Tenure, OpenWireAdvisories.Translate, services.Logger)
        {
            Drained = ResumeSubscriptions,
            Fenced = AbortFenced,
        };
    }

    /// <summary>Serves the client until it goes, breaks the protocol, or is closed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stop = cancellationToken.Register(() => Close("The broker stops.")).ConfigureAwait(false);
            if (!await NegotiateAsync().ConfigureAwait(false)) return;
            using var monitor = new InactivityMonitor(this);
            await ReadCommandsAsync().ConfigureAwait(false);
        }
        catch (ProtocolViolationException e)
        {
            _services.Statistics.CountProtocolViolation();
            ProtocolsLog.ProtocolViolation(_services.Logger, _transport.RemoteEndPoint, e.Reason, e.Message);
            _outbox.Send(new ConnectionError { Exception = new("java.io.IOException", e.Message) });
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            ProtocolsLog.Gone(_services.Logger, _transport.RemoteEndPoint, _closeReason ?? e.Message);
        }
        catch (Exception e)
        {
            ProtocolsLog.Failed(_services.Logger, e, _transport.RemoteEndPoint, e.Message);
        }
        finally
        {
            if (_state is not null) _services.Router.Disconnect(_state, LastDelivered.Unknown);
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter) =>
        !_frozen && _outbox.TryDeliver(consumer, message, redeliveryCounter);

    /// <inheritdoc/>
    public void Close(string reason)
    {
        if (!TryGiveReason(reason)) return;
        _outbox.Send(new ShutdownInfo());
        StopReading();
    }

    private bool TryGiveReason(string reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null) return false;
        ProtocolsLog.Closed(_services.Logger, _transport.RemoteEndPoint, reason);
        return true;
    }

    private void StopReading()
    {
        _closing.TrySetResult();
        _transport.Transport.Input.CancelPendingRead();
    }

    private async Task<bool> NegotiateAsync()
    {
        var offer = OpenWireNegotiation.CreateOffer(new()
        {
            Version = _connector.WireFormatVersion,
            TightEncodingEnabled = _connector.TightEncodingEnabled,
            CacheEnabled = _connector.CacheEnabled,
            CacheSize = _connector.CacheSize,
            StackTraceEnabled = _connector.StackTraceEnabled,
            TcpNoDelayEnabled = _connector.TcpNoDelayEnabled,
            MaxFrameSize = _connector.MaxFrameSizeBytes,
            MaxInactivityDuration = _connector.MaxInactivityDuration ?? Lesser(_longestSilence, _services.LongestSilence),
            MaxInactivityInitialDelay = _connector.MaxInactivityDurationInitialDelay ?? Lesser(_firstGrace, _services.LongestSilence),
        });
        _outbox.Send(offer);
        using var deadline = new CancellationTokenSource(
            _connector.ConnectAttemptTimeout > TimeSpan.Zero ? _connector.ConnectAttemptTimeout : Timeout.InfiniteTimeSpan, _services.Time);
        if (await ReadOfferAsync(deadline.Token).ConfigureAwait(false) is not { } theirs) return false;
        _format.Adopt(OpenWireNegotiation.Negotiate(offer, theirs, Math.Max(1, _connector.MinimumWireFormatVersion)));
        if (!_format.TcpNoDelayEnabled) LetSegmentsGather();
        // We show life as often as our offer promises; how long a client may be silent is for it and the connector to say.
        _permittedSilence = _connector.MaxInactivityDuration is null && theirs.MaxInactivityDuration is { } permitted
            ? Lesser(_longestSilence, permitted)
            : _format.MaxInactivityDuration;
        // What the client wants to receive at most says nothing of what it may send.
        _format.MaxFrameSize = _connector.MaxFrameSizeBytes;
        _outbox.Send(new BrokerInfo
        {
            BrokerId = _services.Broker.BrokerId,
            BrokerName = _services.Broker.BrokerName,
            BrokerUrl = _services.Broker.BrokerUrl,
        });
        return true;
    }

    private void LetSegmentsGather()
    {
        try
        {
            _transport.Features.Get<IConnectionSocketFeature>()?.Socket.NoDelay = false;
        }
        catch (SocketException)
        {
            // The client is gone again already, which its reader notices.
        }
    }

    private static TimeSpan Lesser(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async ValueTask<WireFormatInfo?> ReadOfferAsync(CancellationToken cancellationToken)
    {
        var input = _transport.Transport.Input;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw new ProtocolViolationException(
                    ProtocolViolationReason.ConnectTimeout,
                    $"No WireFormatInfo within {_connector.ConnectAttemptTimeout.TotalMilliseconds:0} ms of connecting.");
            }

            if (result.IsCanceled) return null;
            var offer = TryReadOffer(result.Buffer, out var consumed);
            if (offer is null && result.IsCompleted) RequireWhole(result.Buffer.Slice(consumed));
            input.AdvanceTo(consumed, offer is null ? result.Buffer.End : consumed);
            if (offer is WireFormatInfo info) return info;
            if (offer is not null)
            {
                throw new ProtocolViolationException(
                    ProtocolViolationReason.UnexpectedType, $"The first frame is a {offer.Type}, not a WireFormatInfo.");
            }

            if (result.IsCompleted) return null;
        }
    }

    // The peer has ended its side: what is left of the buffer belongs to a frame that never will be whole.
    private static void RequireWhole(in ReadOnlySequence<byte> left)
    {
        if (left.IsEmpty) return;
        throw new ProtocolViolationException(
            ProtocolViolationReason.TruncatedFrame, $"The peer ended after {left.Length} bytes of an unfinished frame.");
    }

    // Who speaks another protocol is told so, rather than that its first bytes make no good length.
    private Command? TryReadOffer(ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        try
        {
            return TryReadOne(buffer, out consumed);
        }
        catch (ProtocolViolationException e) when (ProtocolDetection.Detect(buffer) is { } protocol and not (WireProtocol.OpenWire or WireProtocol.Unknown))
        {
            throw new ProtocolViolationException(e.Reason, $"{e.Message} The client speaks {protocol}, and this port does not.", e);
        }
    }

    private Command? TryReadOne(ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        _codec.TryRead(ref reader, out var command);
        consumed = reader.Position;
        return command;
    }

    private bool MayHandle => !_ended && !_frozen && !_services.Tenure.IsOver;

    private async Task ReadCommandsAsync()
    {
        var input = _transport.Transport.Input;
        while (!_ended)
        {
            await WaitForRoomAsync().ConfigureAwait(false);
            if (_frozen) await WhenClosedAsync().ConfigureAwait(false);
            if (!MayHandle) return;
            var result = await input.ReadAsync().ConfigureAwait(false);
            Volatile.Write(ref _received, _received + 1);
            var buffer = result.Buffer;
            try
            {
                while (StopsAt(ref buffer, out var unfinished)) await unfinished.ConfigureAwait(false);

                if (result.IsCompleted && MayHandle) RequireWhole(buffer);
            }
            finally
            {
                input.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    // Handles what is there, up to the first command that takes longer. True: such a one stopped it, whether or not it is done by now,
    // and what lies behind it is still to be handled.
    private bool StopsAt(ref ReadOnlySequence<byte> buffer, out ValueTask unfinished)
    {
        WorkBatch.Begin();
        try
        {
            while (MayHandle && ReadOne(ref buffer) is { } command)
            {
                unfinished = HandleAsync(command);
                if (!unfinished.IsCompletedSuccessfully) return true;
            }

            unfinished = default;
            return false;
        }
        finally
        {
            WorkBatch.End();
        }
    }

    // A client that asks on and on without reading its answers has to wait until it does.
    private async ValueTask WaitForRoomAsync()
    {
        var room = _outbox.WhenRoomAsync();
        if (!room.IsCompleted) await Task.WhenAny(room, _closing.Task).ConfigureAwait(false);
    }

    // By us, or by a client that went where it was sent.
    private async Task WhenClosedAsync()
    {
        await using var gone = _transport.ConnectionClosed.UnsafeRegister(
            static closing => ((TaskCompletionSource)closing!).TrySetResult(), _closing).ConfigureAwait(false);
        await _closing.Task.ConfigureAwait(false);
    }

    private Command? ReadOne(ref ReadOnlySequence<byte> buffer)
    {
        var command = TryReadOne(buffer, out var consumed);
        buffer = buffer.Slice(consumed);
        return command;
    }

    private void ResumeSubscriptions()
    {
        foreach (var subscription in _state?.CopySubscriptions() ?? []) subscription.Resume();
    }

    // A last word (an error, a shutdown) gets a moment to leave; a client that does not read does not hold us up.
    private async Task EndAsync()
    {
        // What is encoded and not flushed would leave with the orderly end of the pipe.
        if (_aborted || !_services.Tenure.MayAnswer) AbortTransport();
        await _outbox.CompleteAsync(_services.Time).ConfigureAwait(false);
        // Sends what the pipe still holds, which an abort would throw away.
        var sent = _transport.DisposeAsync().AsTask();
        await Task.WhenAny(sent, Task.Delay(_lastWords, _services.Time)).ConfigureAwait(false);
        if (!sent.IsCompleted) AbortTransport();
        await sent.ConfigureAwait(false);
    }
}
