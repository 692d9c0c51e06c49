using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Routing;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Sends of one producer that waits for space, beyond what memory is for: on disk, in their order.</summary>
/// <remarks>Its connection's reader adds and another task takes; the connection sees to it that they do so one at a time.</remarks>
internal sealed class SendOverflow(ProducerState producer, OverflowSpace space) : IDisposable
{
    // The frames are ours alone: no limit, and nothing that a client negotiated.
    private readonly OpenWireCodec _codec = new(new OpenWireFormat { MaxFrameSize = 0 });
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private FileStream? _file;
    private long _written;
    private long _read;

    public ProducerState Producer => producer;

    public bool IsEmpty => _read == _written;

    /// <returns>False: there is no space on disk either, and the send was not taken.</returns>
    public bool TryAdd(MessageCommand command)
    {
        _encoded.ResetWrittenCount();
        _codec.Write(_encoded, command);
        if (!space.TryTake(_encoded.WrittenCount)) return false;
        try
        {
            _file ??= space.CreateFile();
            RandomAccess.Write(_file.SafeFileHandle, _encoded.WrittenSpan, _written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            space.Return(_encoded.WrittenCount);
            return false;
        }

        _written += _encoded.WrittenCount;
        return true;
    }

    /// <summary>The oldest one; there has to be one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public MessageCommand Take()
    {
        // A frame begins with the length of what follows.
        Span<byte> length = stackalloc byte[sizeof(int)];
        ReadAll(length, _read);
        var frame = new byte[sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(length)];
        ReadAll(frame, _read);
        Forget(frame.Length);
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(frame));
        return _codec.TryRead(ref reader, out var command) && command is MessageCommand message
            ? message
            : throw new IOException("A send that waited on disk came back damaged.");
    }

    public void Dispose()
    {
        space.Return(_written - _read);
        _file?.Dispose();
    }

    private void Forget(int bytes)
    {
        _read += bytes;
        space.Return(bytes);
        if (!IsEmpty) return;
        RandomAccess.SetLength(_file!.SafeFileHandle, 0);
        _read = _written = 0;
    }

    private void ReadAll(Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_file!.SafeFileHandle, into, at);
            if (read == 0) throw new EndOfStreamException("A send that waited on disk is cut off.");
            into = into[read..];
            at += read;
        }
    }
}
