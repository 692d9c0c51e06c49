using System.Buffers;
using System.Globalization;

namespace Broker.Core.Messages;

/// <summary>A branch of a distributed transaction, named by its transaction manager (X/Open XID).</summary>
public sealed record XaTransactionId(int FormatId, byte[] GlobalTransactionId, byte[] BranchQualifier) : TransactionId
{
    /// <summary>Most bytes of each part. Source: X/Open's XA specification, MAXGTRIDSIZE and MAXBQUALSIZE.</summary>
    public const int MaxPartBytes = 64;

    /// <summary>Its parts are no longer than an id's may be.</summary>
    public bool IsValid => GlobalTransactionId.Length <= MaxPartBytes && BranchQualifier.Length <= MaxPartBytes;

    /// <summary>The id as operators write it: format, global id and branch id, the last two hexadecimal, with ':' between them.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{FormatId}:{Convert.ToHexStringLower(GlobalTransactionId)}:{Convert.ToHexStringLower(BranchQualifier)}");

    /// <summary>Reads what <see cref="Text"/> writes.</summary>
    /// <returns>Null when it is no id.</returns>
    public static XaTransactionId? Parse(string text)
    {
        if (text.Split(':') is not [var format, var global, var branch]) return null;
        if (!int.TryParse(format, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var formatId)) return null;
        return TryParseHex(global) is { } globalId && TryParseHex(branch) is { } branchId ? new(formatId, globalId, branchId) : null;
    }

    public bool Equals(XaTransactionId? other) =>
        other is not null
        && FormatId == other.FormatId
        && GlobalTransactionId.AsSpan().SequenceEqual(other.GlobalTransactionId)
        && BranchQualifier.AsSpan().SequenceEqual(other.BranchQualifier);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(FormatId);
        hash.AddBytes(GlobalTransactionId);
        hash.AddBytes(BranchQualifier);
        return hash.ToHashCode();
    }

    private static byte[]? TryParseHex(string text)
    {
        var bytes = new byte[text.Length / 2];
        var isHex = text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        return isHex && bytes.Length <= MaxPartBytes ? bytes : null;
    }

    public override string ToString() =>
        $"XID:[{FormatId},globalId={Convert.ToHexStringLower(GlobalTransactionId)},branchId={Convert.ToHexStringLower(BranchQualifier)}]";
}
