using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Reads a checkpoint: first all of it for soundness, then into the catalogue, the producers and the index.</summary>
internal sealed class CheckpointReader(string path)
{
    private const int BufferBytes = 1024 * 1024;
    private const int LargestBlockBytes = 64 * 1024 * 1024;

    public JournalLocation Position { get; private set; }

    /// <summary>The broker was closed in order, and nothing follows in the journal.</summary>
    public bool IsClean { get; private set; }

    public long Sequence { get; private set; }

    public long SizeBytes { get; private set; }

    /// <returns>Null when every block is sound; else what is wrong.</returns>
    /// <exception cref="StoreException">A newer version wrote it.</exception>
    public string? Check()
    {
        try
        {
            var ended = false;
            foreach (var (type, body) in Blocks())
            {
                ended = type == CheckpointBlock.End;
                if (type == CheckpointBlock.Header) ReadHeader(body.Span);
            }

            return ended ? null : "it ends early";
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            return e.Message;
        }
    }

    /// <summary>Reads the position alone.</summary>
    /// <returns>False when not even that is sound.</returns>
    public bool CheckHeader()
    {
        try
        {
            foreach (var (type, body) in Blocks())
            {
                if (type != CheckpointBlock.Header) return false;
                ReadHeader(body.Span);
                return true;
            }
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            return false;
        }

        return false;
    }

    public void Load(JournalCatalogue catalogue, ProducerTable producers, PreparedBranches branches)
    {
        foreach (var (type, body) in Blocks())
        {
            Load(type, body.Span, catalogue, producers, branches);
        }
    }

    private void Load(CheckpointBlock type, ReadOnlySpan<byte> body, JournalCatalogue catalogue, ProducerTable producers, PreparedBranches branches)
    {
        var reader = new RecordReader(body);
        switch (type)
        {
            case CheckpointBlock.Destination:
                var (number, destination) = CatalogueRecords.ReadDestination(ref reader);
                catalogue.Restore(number, destination);
                break;
            case CheckpointBlock.Subscription:
                var (own, topic, info) = CatalogueRecords.ReadSubscription(ref reader);
                catalogue.Restore(own, topic, info);
                break;
            case CheckpointBlock.Producers:
                LoadProducers(ref reader, producers);
                break;
            case CheckpointBlock.Entries:
                LoadEntries(body, catalogue);
                break;
            case CheckpointBlock.DeliveryMarks:
                LoadDeliveryMarks(ref reader, catalogue);
                break;
            case CheckpointBlock.Jobs:
                new CheckpointJobs(catalogue.Jobs).Load(ref reader);
                break;
            case CheckpointBlock.Prepared:
                branches.Extend(BranchRecords.Read(ref reader));
                break;
            case CheckpointBlock.End:
                reader.ReadUnsigned();
                Sequence = (long)reader.ReadUnsigned();
                catalogue.ReserveNumbersTo(reader.ReadNumber());
                break;
        }
    }

    private static void LoadProducers(ref RecordReader reader, ProducerTable producers)
    {
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            producers.Note(new ProducerId(reader.ReadText(), reader.ReadSigned(), reader.ReadSigned()), reader.ReadSigned());
        }
    }

    private static void LoadDeliveryMarks(ref RecordReader reader, JournalCatalogue catalogue)
    {
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            var store = catalogue.FindStore(reader.ReadNumber());
            var through = (long)reader.ReadUnsigned();
            store?.FindDelivered(through);
        }
    }

    private static void LoadEntries(ReadOnlySpan<byte> body, JournalCatalogue catalogue)
    {
        if (catalogue.FindStore(BinaryPrimitives.ReadInt32LittleEndian(body)) is not { } store) return;
        store.AddRange(MemoryMarshal.Cast<byte, IndexEntry>(body[4..]));
    }

    private void ReadHeader(ReadOnlySpan<byte> body)
    {
        Position = new JournalLocation(BinaryPrimitives.ReadUInt32LittleEndian(body), BinaryPrimitives.ReadUInt32LittleEndian(body[4..]));
        IsClean = body[8] != 0;
    }

    private IEnumerable<(CheckpointBlock Type, ReadOnlyMemory<byte> Body)> Blocks()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        SizeBytes = file.Length;
        var header = new byte[CheckpointFile.PreambleBytes];
        file.ReadExactly(header);
        CheckPreamble(header);
        var body = new byte[4096];
        while (file.Position < file.Length)
        {
            file.ReadExactly(header, 0, CheckpointFile.BlockHeaderBytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length < 0 || length > LargestBlockBytes || length > file.Length - file.Position) throw new FormatException($"a block before byte {file.Position} has the impossible length {length}");
            if (body.Length < length) body = new byte[length];
            file.ReadExactly(body, 0, length);
            var type = (CheckpointBlock)header[8];
            var sound = CheckpointFile.Checksum(type, body.AsSpan(0, length)) == BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (!sound) throw new FormatException($"the block that ends at byte {file.Position} has a wrong checksum");
            yield return (type, body.AsMemory(0, length));
        }
    }

    private void CheckPreamble(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(CheckpointFile.Magic)) throw new FormatException("it does not begin like a checkpoint");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > CheckpointFile.FormatVersion) throw SegmentFormats.Newer(path, version, CheckpointFile.FormatVersion);
        if (version != CheckpointFile.FormatVersion) throw new FormatException($"it has the unknown format version {version}");
    }
}
