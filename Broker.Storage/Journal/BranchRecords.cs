using Broker.Core.Messages;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Records about branches between prepare and commit.</summary>
/// <remarks>
/// <code>
/// Prepare:      format (signed), global id (block), branch id (block), milliseconds since 1970 UTC (signed), operations to the end
/// PreparedEnd:  format (signed), global id (block), branch id (block); nested in the Batch that does what was prepared
/// </code>
/// A checkpoint holds the body of the Prepare record, in several blocks when the operations are many, each with its part of them.
/// </remarks>
internal static class BranchRecords
{
    /// <summary>Upper bound of what stands before the operations.</summary>
    public static int MaxHeadBytes(XaTransactionId id) => MaxIdBytes(id) + RecordWriter.MaxNumberBytes;

    /// <summary>Upper bound of a PreparedEnd record.</summary>
    public static int MaxEndBytes(XaTransactionId id) => JournalRecord.HeaderBytes + MaxIdBytes(id);

    public static void WriteHead(ref RecordWriter writer, KeptBranch branch)
    {
        WriteId(ref writer, branch.Id);
        writer.WriteSigned(branch.PreparedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Encodes a Prepare record into the batch that gathers.</summary>
    public static void Append(JournalBatch batch, JournalOperation operation, KeptBranch branch)
    {
        var target = batch.Reserve(JournalRecord.HeaderBytes + MaxHeadBytes(branch.Id) + branch.Operations.Length).Span;
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        WriteHead(ref writer, branch);
        writer.WriteBytes(branch.Operations.Span);
        JournalRecord.WriteHeader(target, writer.Position, JournalRecordType.Prepare, flags: 0);
        batch.Add(writer.Position, tail: null, operation);
    }

    /// <summary>Writes a PreparedEnd record, header included.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteEnd(Span<byte> target, XaTransactionId id)
    {
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        WriteId(ref writer, id);
        JournalRecord.WriteHeader(target, writer.Position, JournalRecordType.PreparedEnd, JournalRecord.Nested);
        return writer.Position;
    }

    /// <summary>Reads the body of a Prepare record, or of a part in a checkpoint.</summary>
    public static KeptBranch Read(ref RecordReader reader)
    {
        var id = ReadId(ref reader);
        var preparedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadSigned());
        return new KeptBranch(id, preparedAt, reader.Rest.ToArray());
    }

    public static XaTransactionId ReadId(ref RecordReader reader) =>
        new(reader.ReadNumber(), reader.ReadBlock().ToArray(), reader.ReadBlock().ToArray());

    private static void WriteId(ref RecordWriter writer, XaTransactionId id)
    {
        writer.WriteSigned(id.FormatId);
        writer.WriteBlock(id.GlobalTransactionId);
        writer.WriteBlock(id.BranchQualifier);
    }

    private static int MaxIdBytes(XaTransactionId id) =>
        (3 * RecordWriter.MaxNumberBytes) + id.GlobalTransactionId.Length + id.BranchQualifier.Length;
}
