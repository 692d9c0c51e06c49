using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Xunit.Abstractions;

namespace Broker.Tests.Codec;

/// <summary>Damaged frames: refused by name, or read and written again; never an accident, and never dear.</summary>
public sealed class OpenWireFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 30_000;

    // A frame's text doubles as UTF-16, its smallest objects grow some eightfold; a thrown exception has its own price.
    private const int AllocationFactor = 16;
    private const int AllocationBase = 32 * 1024;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void TryRead_DamagedFrames_ThrowsViolationsAloneAndAllocatesLittle(bool tight, bool cached)
    {
        var mode = new WireMode(tight, cached);
        var frames = GoldenFrame.Recorded(mode);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var codecs = Enumerable.Range(0, 13).Select(version => Codec(version, mode)).ToArray();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var frame = frames[random.Next(frames.Count)];
            var bytes = Damage(frame.Bytes, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = Read(codecs[frame.Version], bytes, random.Next(8) == 0 ? random : null, out var command);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var limit = (AllocationFactor * bytes.Length) + AllocationBase;
            Assert.True(allocated <= limit, $"seed {seed}: {allocated} bytes for {Convert.ToHexStringLower(bytes)} of {frame}");
            if (command is not null) CheckWritable(frame.Version, mode, command, $"seed {seed}: {Convert.ToHexStringLower(bytes)}");
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }

        foreach (var (outcome, count) in counts) output.WriteLine($"{outcome}: {count}");
        Assert.True(counts.Count >= 8, "The damage is too uniform to prove anything.");
    }

    private static string Read(OpenWireCodec codec, byte[] bytes, Random? split, out Command? command)
    {
        command = null;
        var sequence = split is null ? new ReadOnlySequence<byte>(bytes) : WireFrames.Split(bytes, () => split.Next(1, 64));
        var reader = new SequenceReader<byte>(sequence);
        try
        {
            return codec.TryRead(ref reader, out command) ? "read" : "more needed";
        }
        catch (ProtocolViolationException e)
        {
            return e.Reason.ToString();
        }
    }

    // With a cache it knows what the whole recording numbered, and whatever damaged frames put in its place.
    private static OpenWireCodec Codec(int version, WireMode mode)
    {
        var codec = WireFrames.Codec(version, stackTraces: version % 2 == 0, mode: mode);
        if (!mode.Cached) return codec;
        var recording = WireFrames.Codec(version, mode: mode);
        foreach (var frame in GoldenFrame.Recorded(mode).Where(frame => frame.Version == version))
        {
            codec.Read(codec.Write(recording.Read(frame.Bytes)));
        }

        return codec;
    }

    // Whatever was let in can be sent on, and arrives as it was.
    private static void CheckWritable(int version, WireMode mode, Command command, string detail)
    {
        var codec = WireFrames.Codec(version, stackTraces: version % 2 == 0, mode: mode);
        var bytes = codec.Write(command);
        codec = WireFrames.Codec(version, stackTraces: version % 2 == 0, mode: mode);
        var read = codec.Read(bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(codec.Write(read)), detail);
    }

    private static byte[] Damage(byte[] frame, Random random)
    {
        var bytes = (byte[])frame.Clone();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(4, bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when at + 4 <= bytes.Length:
                    int[] lengths = [-1, int.MinValue, int.MaxValue, 0, bytes.Length, random.Next()];
                    BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), lengths[random.Next(lengths.Length)]);
                    break;
                case 3 when at + 2 <= bytes.Length:
                    BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)random.Next(65536));
                    break;
                case 4:
                    bytes = bytes[..Math.Max(at, 6)];
                    BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
                    break;
                case 5:
                    bytes[4] = (byte)random.Next(126);
                    break;
            }
        }

        return bytes;
    }
}
