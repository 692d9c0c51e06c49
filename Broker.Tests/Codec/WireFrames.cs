using System.Buffers;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>Reads and writes frames as a connection would, for tests.</summary>
internal static class WireFrames
{
    public static OpenWireCodec Codec(
        int version = 12, bool stackTraces = false, long maxFrameSize = 0, WireMode mode = default, int cacheSize = 1024) => new(new OpenWireFormat
        {
            Version = version == 0 ? 12 : version,
            StackTraceEnabled = stackTraces,
            MaxFrameSize = maxFrameSize,
            TightEncodingEnabled = mode.Tight,
            CacheEnabled = mode.Cached,
            CacheSize = mode.Cached ? cacheSize : 0,
        });

    public static Command Read(this OpenWireCodec codec, byte[] bytes) => codec.Read(new ReadOnlySequence<byte>(bytes));

    public static Command Read(this OpenWireCodec codec, ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        Assert.True(codec.TryRead(ref reader, out var command));
        Assert.True(reader.End);
        return command;
    }

    public static T Read<T>(this OpenWireCodec codec, byte[] bytes)
        where T : Command => Assert.IsType<T>(codec.Read(bytes));

    public static byte[] Write(this OpenWireCodec codec, Command command)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(output, command);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A frame made by hand: size prefix, type, fields as hex; blanks are for the eye.</summary>
    public static byte[] Frame(CommandType type, string fields)
    {
        var body = Convert.FromHexString(fields.Replace(" ", "", StringComparison.Ordinal));
        var frame = new byte[5 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, 1 + body.Length);
        frame[4] = (byte)type;
        body.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>The same bytes in segments, whose lengths the function tells.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, Func<int> length)
    {
        var at = Math.Min(length(), bytes.Length);
        var first = new Segment(bytes.AsMemory(0, at), 0);
        var last = first;
        while (at < bytes.Length)
        {
            var next = Math.Min(length(), bytes.Length - at);
            last = last.Append(bytes.AsMemory(at, next));
            at += next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
