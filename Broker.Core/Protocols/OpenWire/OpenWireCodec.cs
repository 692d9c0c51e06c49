using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Turns OpenWire frames into commands and back. Loose encoding, object cache off, versions 1 to 12.</summary>
/// <remarks>
/// A frame: int32 size of what follows, type, fields. A keep-alive that wants an answer:
/// <code>00000006 0A 00000000 01</code>
/// One codec per connection. Reading and writing share nothing, so each may have its own thread.
/// Which fields a command has is stated in <see cref="OpenWireFields{TWire}"/>. Source: openwire.md sections 1, 3 and 5.
/// </remarks>
public sealed class OpenWireCodec(OpenWireFormat format)
{
    private const int SizeBytes = 4;

    // As large as an array can be, and then some for the prefix.
    private const int MaxSize = int.MaxValue - 16;

    // Reading.
    private readonly WireInterner<object> _ids = new();
    private readonly WireInterner<string> _names = new();

    // Writing: filled anew for each frame, so that the hot path makes no garbage.
    private readonly MessageDispatch _dispatch = new();
    private readonly MessageCommand _dispatched = new() { Message = null! };
    private readonly Response _response = new();

    /// <summary>What an offer begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => "ActiveMQ"u8;

    /// <summary>Reads the next command; frames that hold none are skipped.</summary>
    /// <returns>False when more bytes are needed; nothing of the unfinished frame is consumed then.</returns>
    /// <exception cref="ProtocolViolationException">The bytes are no OpenWire, or beyond the limits of the format.</exception>
    public bool TryRead(ref SequenceReader<byte> reader, [NotNullWhen(true)] out Command? command)
    {
        command = null;
        while (true)
        {
            var ahead = reader;
            if (!ahead.TryReadBigEndian(out int size)) return false;
            CheckSize(size, in ahead);
            if (ahead.Remaining < size) return false;
            command = ReadFrame(in ahead, size);
            reader.Advance(SizeBytes + (long)size);
            if (command is not null) return true;
        }
    }

    /// <summary>Writes a command with its size prefix.</summary>
    /// <remarks>
    /// The sizes are counted first: one pass more over the headers, a fifth of the time of a small dispatch, and in
    /// return nothing is written of what cannot be. A message is only read, so any number of codecs may write it at once.
    /// </remarks>
    /// <exception cref="ArgumentException">It holds something that OpenWire cannot carry; nothing was written.</exception>
    public void Write(IBufferWriter<byte> output, Command command)
    {
        var sizer = new LooseSizer(format);
        OpenWireFields<LooseSizer>.Body(ref sizer, command.Type, command);
        var size = sizer.Size + 1;
        if (size > MaxSize) throw new ArgumentException($"A frame of {size} bytes is too large for OpenWire.", nameof(command));

        var writer = new LooseWriter(output, format, SizeBytes + (int)size);
        writer.Int((int)size);
        writer.Byte((byte)command.Type);
        OpenWireFields<LooseWriter>.Body(ref writer, command.Type, command);
        writer.Complete();
    }

    /// <summary>Hands a message to a consumer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="consumer">The receiving consumer.</param>
    /// <param name="destination">What the consumer subscribed to or received from.</param>
    /// <param name="message">Null for a browser's end or a pull that timed out.</param>
    /// <param name="redeliveryCounter">How often delivery failed before.</param>
    /// <param name="commandId">The frame's number; 0 when nothing refers to it.</param>
    /// <exception cref="ArgumentException">The message holds something that OpenWire cannot carry; nothing was written.</exception>
    public void WriteDispatch(
        IBufferWriter<byte> output,
        ConsumerId consumer,
        Destination? destination,
        Message? message,
        int redeliveryCounter,
        int commandId)
    {
        _dispatch.CommandId = commandId;
        _dispatch.ConsumerId = consumer;
        _dispatch.Destination = destination;
        _dispatch.RedeliveryCounter = redeliveryCounter;
        _dispatch.Message = message is null ? null : _dispatched;
        _dispatched.Message = message!;
        try
        {
            Write(output, _dispatch);
        }
        finally
        {
            // An idle connection must not keep its last message alive.
            _dispatched.Message = null!;
        }
    }

    /// <summary>Answers a request that has no result.</summary>
    public void WriteResponse(IBufferWriter<byte> output, int correlationId, int commandId)
    {
        _response.CommandId = commandId;
        _response.CorrelationId = correlationId;
        Write(output, _response);
    }

    private Command? ReadFrame(in SequenceReader<byte> ahead, int size)
    {
        var reader = ahead.UnreadSpan.Length >= size
            ? new LooseReader(ahead.UnreadSpan[..size], format, _ids, _names)
            : new LooseReader(ahead.Sequence.Slice(ahead.Position, size), format, _ids, _names);
        try
        {
            var type = (CommandType)reader.Byte(0);
            if (type >= CommandType.Queue)
            {
                ProtocolViolationException.Throw(ProtocolViolationReason.UnknownCommand, $"Type {(byte)type} is no command.");
            }

            var command = type == CommandType.Null ? null : (Command)OpenWireFields<LooseReader>.Body(ref reader, type, null);
            if (reader.Left > 0)
            {
                ProtocolViolationException.Throw(
                    ProtocolViolationReason.TrailingBytes, $"{reader.Left} bytes too many in a frame of type {type}.");
            }

            return command;
        }
        finally
        {
            reader.Dispose();
        }
    }

    private void CheckSize(int size, in SequenceReader<byte> ahead)
    {
        if (size <= 0) ProtocolViolationException.Throw(ProtocolViolationReason.NegativeSize, $"A frame of {size} bytes.");
        var limit = format.MaxFrameSize <= 0 ? MaxSize : Math.Min(format.MaxFrameSize, MaxSize);
        if (ahead.TryPeek(out var type) && type == (byte)CommandType.WireFormatInfo)
        {
            limit = Math.Min(limit, OpenWireFormat.MaxOfferSizeBytes);
        }

        if (size > limit)
        {
            ProtocolViolationException.Throw(
                ProtocolViolationReason.FrameTooLarge, $"Frame size of {size} bytes larger than max allowed {limit} bytes.");
        }
    }
}
