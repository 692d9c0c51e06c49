using System.Buffers;
using System.IO.Pipelines;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Tells one client why it may not come in, in its own words: negotiates, waits for its introduction, and answers with the error.</summary>
/// <remarks>
/// A Java client shows the reason when connect fails. One that fails over by itself is told by a ConnectionError instead: an answer would
/// fail its connect, where it is to try the next broker. ActiveMQ closes the socket without a word.
/// </remarks>
public sealed class OpenWireRefusal(IDuplexPipe transport, RemoteError error)
{
    private readonly OpenWireFormat _format = new();

    /// <summary>Completes when the client was told, or has gone; the transport is the caller's to close.</summary>
    /// <exception cref="ProtocolViolationException">It speaks no OpenWire.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or was told and stayed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Plain in every respect, so that it is the same to all.
        var offer = OpenWireNegotiation.CreateOffer(new());
        var codec = new OpenWireCodec(_format);
        codec.Write(transport.Output, offer);
        await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (await ReadAsync(codec, cancellationToken).ConfigureAwait(false) is { } command)
        {
            if (command is WireFormatInfo theirs) Adopt(OpenWireNegotiation.Negotiate(offer, theirs));
            if (command is not ConnectionInfo introduction) continue;
            var answer = Answer(introduction);
            codec.Write(transport.Output, answer);
            await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            // Who got an answer closes by itself, and must be able to read it before the socket closes.
            if (answer is ConnectionError) return;
        }
    }

    private void Adopt(OpenWireFormat negotiated)
    {
        _format.Adopt(negotiated);
        // An introduction is small, and nothing else is read.
        _format.MaxFrameSize = OpenWireFormat.MaxOfferSizeBytes;
    }

    private Command Answer(ConnectionInfo introduction) =>
        introduction.ResponseRequired && !introduction.FaultTolerant
            ? new ExceptionResponse { CorrelationId = introduction.CommandId, Exception = error }
            : new ConnectionError { Exception = error, ConnectionId = introduction.ConnectionId };

    // Null when the client has gone.
    private async ValueTask<Command?> ReadAsync(OpenWireCodec codec, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var command = ReadOne(codec, result.Buffer, out var consumed);
            transport.Input.AdvanceTo(consumed, command is null ? result.Buffer.End : consumed);
            if (command is not null || result.IsCompleted) return command;
        }
    }

    private static Command? ReadOne(OpenWireCodec codec, in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        codec.TryRead(ref reader, out var command);
        consumed = reader.Position;
        return command;
    }
}
