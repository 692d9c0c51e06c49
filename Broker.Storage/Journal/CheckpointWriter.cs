using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Writes the catalogue, the producers and the index into a file, store by store, while the broker goes on.</summary>
/// <remarks>
/// What happens meanwhile may or may not be in it; it all lies in the journal behind the replay position, and replaying it
/// twice changes nothing.
/// </remarks>
internal sealed class CheckpointWriter(
    JournalDisk disk, JournalCatalogue catalogue, ProducerTable producers, PreparedBranches branches, Func<long> sequence)
{
    private const int EntriesPerBlock = 4096;
    private const int ProducersPerBlock = 256;
    private const int MarksPerBlock = 4096;
    private const int OperationBytesPerBlock = 16 * 1024 * 1024;
    private const int BufferBytes = 256 * 1024;

    /// <returns>Entries and bytes written.</returns>
    public (long Entries, long Bytes) Write(string path, JournalLocation position, bool clean)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        file.Write(CheckpointFile.Preamble());
        WriteHeader(file, position, clean);
        WriteCatalogue(file);
        WriteProducers(file);
        var entries = WriteEntries(file);
        WriteDeliveryMarks(file);
        entries += new CheckpointJobs(catalogue.Jobs).Write(body => WriteBlock(file, CheckpointBlock.Jobs, body));
        WriteBranches(file);
        WriteEnd(file, entries);
        file.Flush();
        disk.Sync(file.SafeFileHandle);
        return (entries, file.Length);
    }

    private static void WriteHeader(FileStream file, JournalLocation position, bool clean)
    {
        Span<byte> body = stackalloc byte[9];
        BinaryPrimitives.WriteUInt32LittleEndian(body, position.Segment);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], position.Offset);
        body[8] = clean ? (byte)1 : (byte)0;
        WriteBlock(file, CheckpointBlock.Header, body);
    }

    private void WriteCatalogue(FileStream file)
    {
        foreach (var queue in catalogue.Queues())
        {
            if (!queue.IsTransient) WriteDestination(file, queue.Number, queue.Destination);
        }

        foreach (var topic in catalogue.Topics())
        {
            if (topic.IsTransient) continue;
            WriteDestination(file, topic.Number, topic.Destination);
            WriteSubscriptions(file, topic);
        }
    }

    private static void WriteDestination(FileStream file, int number, Destination destination)
    {
        var bytes = new byte[32 + RecordWriter.MaxTextBytes(destination.Name)];
        var writer = new RecordWriter(bytes);
        CatalogueRecords.WriteDestination(ref writer, number, destination);
        WriteBlock(file, CheckpointBlock.Destination, bytes.AsSpan(0, writer.Position));
    }

    private static void WriteSubscriptions(FileStream file, JournalTopicStore topic)
    {
        foreach (var subscription in topic.Subscriptions)
        {
            var bytes = new byte[32 + CatalogueRecords.MaxBytes(subscription.Info)];
            var writer = new RecordWriter(bytes);
            CatalogueRecords.WriteSubscription(ref writer, ((JournalMessageStore)subscription.Store).Number, topic.Number, subscription.Info);
            WriteBlock(file, CheckpointBlock.Subscription, bytes.AsSpan(0, writer.Position));
        }
    }

    private void WriteProducers(FileStream file)
    {
        foreach (var part in producers.Snapshot().Chunk(ProducersPerBlock))
        {
            var bytes = new byte[16 + part.Sum(mark => 40 + RecordWriter.MaxTextBytes(mark.Key.ConnectionId))];
            var writer = new RecordWriter(bytes);
            writer.WriteUnsigned((ulong)part.Length);
            foreach (var (producer, last) in part)
            {
                writer.WriteText(producer.ConnectionId);
                writer.WriteSigned(producer.SessionId);
                writer.WriteSigned(producer.Value);
                writer.WriteSigned(last);
            }

            WriteBlock(file, CheckpointBlock.Producers, bytes.AsSpan(0, writer.Position));
        }
    }

    private long WriteEntries(FileStream file)
    {
        var buffer = new byte[4 + (EntriesPerBlock * IndexEntry.Bytes)];
        var entries = MemoryMarshal.Cast<byte, IndexEntry>(buffer.AsSpan(4));
        long written = 0;
        foreach (var store in catalogue.Stores)
        {
            if (store.IsTransient) continue;
            BinaryPrimitives.WriteInt32LittleEndian(buffer, store.Number);
            long after = 0;
            for (var count = store.CopyEntries(after, entries); count > 0; count = store.CopyEntries(after, entries))
            {
                after = entries[count - 1].Sequence;
                var kept = DropTransient(entries[..count]);
                written += kept;
                if (kept > 0) WriteBlock(file, CheckpointBlock.Entries, buffer.AsSpan(0, 4 + (kept * IndexEntry.Bytes)));
            }
        }

        return written;
    }

    private static int DropTransient(Span<IndexEntry> entries)
    {
        var kept = 0;
        foreach (var entry in entries)
        {
            if (!entry.IsTransient) entries[kept++] = entry;
        }

        return kept;
    }

    private void WriteDeliveryMarks(FileStream file)
    {
        foreach (var part in catalogue.Stores.Where(store => store is { IsTransient: false, MarkedThrough: > 0 }).Chunk(MarksPerBlock))
        {
            var writer = new RecordWriter(new byte[((2 * part.Length) + 1) * RecordWriter.MaxNumberBytes]);
            writer.WriteUnsigned((ulong)part.Length);
            foreach (var store in part)
            {
                writer.WriteSigned(store.Number);
                writer.WriteUnsigned((ulong)store.MarkedThrough);
            }

            WriteBlock(file, CheckpointBlock.DeliveryMarks, writer.Written);
        }
    }

    private void WriteBranches(FileStream file)
    {
        foreach (var branch in branches.Snapshot())
        {
            var rest = branch.Operations;
            do
            {
                var part = rest[..Math.Min(rest.Length, OperationBytesPerBlock)];
                var writer = new RecordWriter(new byte[BranchRecords.MaxHeadBytes(branch.Id) + part.Length]);
                BranchRecords.WriteHead(ref writer, branch);
                writer.WriteBytes(part.Span);
                WriteBlock(file, CheckpointBlock.Prepared, writer.Written);
                rest = rest[part.Length..];
            }
            while (!rest.IsEmpty);
        }
    }

    private void WriteEnd(FileStream file, long entries)
    {
        var writer = new RecordWriter(stackalloc byte[3 * RecordWriter.MaxNumberBytes]);
        writer.WriteUnsigned((ulong)entries);
        writer.WriteUnsigned((ulong)sequence());
        writer.WriteSigned(catalogue.LastNumber);
        WriteBlock(file, CheckpointBlock.End, writer.Written);
    }

    private static void WriteBlock(FileStream file, CheckpointBlock type, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[CheckpointFile.BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], CheckpointFile.Checksum(type, body));
        header[8] = (byte)type;
        file.Write(header);
        file.Write(body);
    }
}
