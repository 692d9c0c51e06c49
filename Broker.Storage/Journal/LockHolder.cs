using System.Globalization;
using System.Text;

namespace Broker.Storage.Journal;

/// <summary>What the file "holder" in an epoch's directory says about whoever holds that epoch.</summary>
/// <remarks>
/// Text, so that a person can read it, and always of the same length, so that it is overwritten where it stands:
/// <code>
/// epoch 0000000008
/// beats 00000000000000000042
/// state held                        or "released"
/// node left.example.org:8161
/// incarnation 0f8fad5b-d9cb-469f-a165-70867728950e
/// successor                         the node that is to follow; empty for none
/// (spaces up to 2048 bytes)
/// </code>
/// A reader that meets a writer may see some of each. It sees a change then, and a change is a sign of life.
/// </remarks>
internal sealed record LockHolder(long Epoch, long Beats, bool IsReleased, string Node, Guid Incarnation, string? Successor)
{
    public const string FileName = "holder";
    public const int Bytes = 2048;
    private const int Lines = 6;

    public byte[] ToBytes()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {Epoch:D10}\nbeats {Beats:D20}\nstate {(IsReleased ? "released" : "held    ")}\nnode {Node}\nincarnation {Incarnation}\nsuccessor {Successor}\n");
        var bytes = new byte[Bytes];
        bytes.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <returns>Null when this is no such text.</returns>
    public static LockHolder? TryRead(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length <= Lines) return null;
        var successor = ValueOf(lines[5], "successor");
        var isSound = long.TryParse(ValueOf(lines[0], "epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            & long.TryParse(ValueOf(lines[1], "beats"), NumberStyles.None, CultureInfo.InvariantCulture, out var beats)
            & Guid.TryParse(ValueOf(lines[4], "incarnation"), CultureInfo.InvariantCulture, out var incarnation)
            & successor is not null;
        if (!isSound || ValueOf(lines[2], "state")?.TrimEnd() is not { } state || ValueOf(lines[3], "node") is not { } node) return null;
        return new LockHolder(epoch, beats, state is "released", node, incarnation, successor!.Length == 0 ? null : successor);
    }

    private static string? ValueOf(string line, string key) =>
        line.StartsWith(key + " ", StringComparison.Ordinal) ? line[(key.Length + 1)..] : null;
}
