using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Turns OpenWire frames into commands and back: versions 1 to 12, loose and tight, with and without object cache.</summary>
/// <remarks>
/// A frame: int32 size of what follows, type, fields. A keep-alive that wants an answer, loose and tight:
/// <code>
/// 00000006 0A 00000000 01
/// 00000007 0A 01 01 00000000
/// </code>
/// An offer is loose and without cache whatever was agreed on.
/// One codec per connection. Reading and writing share nothing, so each may have its own thread.
/// Which fields a command has is stated in <see cref="OpenWireFields{TWire}"/>. Source: openwire.md sections 1, 3 and 5.
/// </remarks>
public sealed class OpenWireCodec(OpenWireFormat format)
{
    /// <summary>Bytes of the size before a frame.</summary>
    internal const int SizeBytes = 4;

    /// <summary>Bytes of the largest frame: an array's, less some for the prefix.</summary>
    internal const int MaxSize = int.MaxValue - 16;

    // Reading.
    private readonly WireInterner<object> _ids = new();
    private readonly IdInterner _tightIds = new();
    private readonly WireInterner<string> _names = new();
    private ReadCache? _readCache;

    // Writing.
    private WriteCache? _writeCache;

    // Filled anew for each frame, so that the hot path makes no garbage.
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
    /// <remarks>A message is only read, so any number of codecs may write it at once.</remarks>
    /// <exception cref="ArgumentException">It holds something that OpenWire cannot carry; nothing was written.</exception>
    public void Write(IBufferWriter<byte> output, Command command)
    {
        var type = command.Type;
        var negotiated = type != CommandType.WireFormatInfo;
        var cache = negotiated && format.CacheEnabled ? _writeCache ??= new(format.CacheSize) : null;
        cache?.Begin();
        try
        {
            if (negotiated && format.TightEncodingEnabled) WriteTight(output, type, command, cache);
            else WriteLoose(output, type, command, cache);
        }
        catch
        {
            cache?.Undo();
            throw;
        }
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

    // The sizes are counted first: one pass more over the headers, a fifth of the time of a small dispatch, and in return
    // nothing is written of what cannot be, and a body goes to the output without a copy.
    private void WriteLoose(IBufferWriter<byte> output, CommandType type, Command command, WriteCache? cache)
    {
        var sizer = new LooseSizer(format, cache);
        OpenWireFields<LooseSizer>.Body(ref sizer, type, command);
        var size = sizer.Size + 1;
        if (size > MaxSize) throw new ArgumentException($"A frame of {size} bytes is too large for OpenWire.", nameof(command));

        var writer = new LooseWriter(output, format, cache, SizeBytes + (int)size);
        writer.Int((int)size);
        writer.Byte((byte)type);
        OpenWireFields<LooseWriter>.Body(ref writer, type, command);
        writer.Complete();
    }

    private void WriteTight(IBufferWriter<byte> output, CommandType type, Command command, WriteCache? cache)
    {
        var frame = TightFrame.Begin();
        try
        {
            var writer = new TightWriter(frame, format, cache);
            OpenWireFields<TightWriter>.Body(ref writer, type, command);
            frame.WriteTo(output, type);
        }
        finally
        {
            frame.End();
        }
    }

    private Command? ReadFrame(in SequenceReader<byte> ahead, int size)
    {
        var cursor = ahead.UnreadSpan.Length >= size
            ? new FrameCursor(ahead.UnreadSpan[..size])
            : new FrameCursor(ahead.Sequence.Slice(ahead.Position, size));
        var type = (CommandType)cursor.Byte();
        switch (type)
        {
            case CommandType.Null:
                CheckEnd(type, cursor.Left);
                return null;
            case >= CommandType.Queue:
                ProtocolViolationException.Throw(ProtocolViolationReason.UnknownCommand, $"Type {(byte)type} is no command.");
                return null;
            case CommandType.WireFormatInfo:
                return ReadLoose(cursor, type, cache: null);
            default:
                var cache = format.CacheEnabled ? _readCache ??= new(format.CacheSize) : null;
                return format.TightEncodingEnabled ? ReadTight(cursor, type, cache) : ReadLoose(cursor, type, cache);
        }
    }

    private Command ReadLoose(FrameCursor cursor, CommandType type, ReadCache? cache)
    {
        var reader = new LooseReader(cursor, format, cache, _ids, _names);
        try
        {
            var command = (Command)OpenWireFields<LooseReader>.Body(ref reader, type, null);
            CheckEnd(type, reader.Left);
            return command;
        }
        finally
        {
            reader.Dispose();
        }
    }

    private Command ReadTight(FrameCursor cursor, CommandType type, ReadCache? cache)
    {
        var reader = new TightReader(cursor, format, cache, _tightIds, _names);
        try
        {
            var command = (Command)OpenWireFields<TightReader>.Body(ref reader, type, null);
            CheckEnd(type, reader.Left);
            return command;
        }
        finally
        {
            reader.Dispose();
        }
    }

    private static void CheckEnd(CommandType type, long left)
    {
        if (left == 0) return;
        ProtocolViolationException.Throw(ProtocolViolationReason.TrailingBytes, $"{left} bytes too many in a frame of type {type}.");
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
