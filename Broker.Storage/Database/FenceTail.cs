using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <summary>What the tables of lanes and producers do not have yet: written with every group, so that a group changes one more row and not many.</summary>
/// <remarks>
/// All values are absolute: reading a tail twice changes nothing.
/// <code>
/// version 1 (1 byte)
/// number of lanes,     each: lane (signed), messages, bytes, purged through, delivered through (signed)
/// number of producers, each: key (32 bytes), value (signed), touched (signed)
/// </code>
/// Numbers are of variable length. An empty tail has no bytes.
/// </remarks>
internal static class FenceTail
{
    public const byte Version = 1;

    private const int LaneBytes = 5 * RecordWriter.MaxNumberBytes;
    private const int ProducerBytes = ProducerKey.Bytes + (2 * RecordWriter.MaxNumberBytes);

    public static int MaxBytes(int lanes, int producers) =>
        1 + (2 * RecordWriter.MaxNumberBytes) + (lanes * LaneBytes) + (producers * ProducerBytes);

    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> target, IReadOnlyList<Lane> lanes, IReadOnlyList<ProducerMark> producers)
    {
        if (lanes.Count + producers.Count == 0) return 0;
        var writer = new RecordWriter(target);
        writer.WriteByte(Version);
        writer.WriteUnsigned((ulong)lanes.Count);
        for (var i = 0; i < lanes.Count; i++)
        {
            var figures = lanes[i].Next;
            writer.WriteSigned(lanes[i].Number);
            writer.WriteSigned(figures.Messages);
            writer.WriteSigned(figures.Bytes);
            writer.WriteSigned(figures.PurgedThrough);
            writer.WriteSigned(figures.DeliveredThrough);
        }

        writer.WriteUnsigned((ulong)producers.Count);
        for (var i = 0; i < producers.Count; i++)
        {
            producers[i].Key.Write(target[writer.Position..]);
            writer.Skip(ProducerKey.Bytes);
            writer.WriteSigned(producers[i].Next);
            writer.WriteSigned(producers[i].Touched);
        }

        return writer.Position;
    }

    /// <exception cref="FormatException">The bytes are no tail, or one of a later version.</exception>
    public static void Read(ReadOnlySpan<byte> tail, Action<long, LaneFigures> lane, Action<ProducerKey, long, long> producer)
    {
        if (tail.IsEmpty) return;
        var reader = new RecordReader(tail);
        if (reader.ReadByte() != Version) throw new FormatException("The fence's tail is of a version that is not known here.");
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            lane(reader.ReadSigned(), new LaneFigures(reader.ReadSigned(), reader.ReadSigned(), reader.ReadSigned(), reader.ReadSigned()));
        }

        Span<byte> key = stackalloc byte[ProducerKey.Bytes];
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            for (var i = 0; i < key.Length; i++) key[i] = reader.ReadByte();
            producer(ProducerKey.Read(key), reader.ReadSigned(), reader.ReadSigned());
        }
    }
}
