using System.Buffers.Binary;
using Broker.Core.Messages;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>What the table of prepared branches is told, and how its key is made.</summary>
/// <remarks>
/// <code>
/// offset width
///      0     4  format, little-endian
///      4     1  length of the global id
///      5     n  global id, then the branch id to the end
/// </code>
/// </remarks>
internal static class PreparedTransactionStatements
{
    private const int HeadBytes = 5;

    public static CatalogueChange Put(KeptBranch branch) => new(
        "REPLACE INTO broker_prepared_transaction (xid, prepared_at, content) VALUES (@xid, @preparedAt, @content)",
        ("@xid", Key(branch.Id)),
        ("@preparedAt", branch.PreparedAt.UtcDateTime),
        ("@content", branch.Operations.ToArray()));

    public static byte[] Key(XaTransactionId id)
    {
        var bytes = new byte[HeadBytes + id.GlobalTransactionId.Length + id.BranchQualifier.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, id.FormatId);
        bytes[4] = checked((byte)id.GlobalTransactionId.Length);
        id.GlobalTransactionId.CopyTo(bytes, HeadBytes);
        id.BranchQualifier.CopyTo(bytes, HeadBytes + id.GlobalTransactionId.Length);
        return bytes;
    }

    /// <exception cref="FormatException">The bytes are no key.</exception>
    public static XaTransactionId ReadKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || bytes.Length < HeadBytes + bytes[4]) throw new FormatException("A key of broker_prepared_transaction is too short.");
        var ids = bytes[HeadBytes..];
        return new(BinaryPrimitives.ReadInt32LittleEndian(bytes), ids[..bytes[4]].ToArray(), ids[bytes[4]..].ToArray());
    }
}
