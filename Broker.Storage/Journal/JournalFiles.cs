using System.Globalization;

namespace Broker.Storage.Journal;

/// <summary>The names of the directories and files of a journal.</summary>
internal static class JournalFiles
{
    public const string TemporarySuffix = ".tmp";
    private const string SegmentPrefix = "journal-";
    private const string SegmentSuffix = ".log";
    private const string SparePrefix = "spare-";
    private const string CheckpointPrefix = "checkpoint-";
    private const string CheckpointSuffix = ".idx";
    private const string EpochPrefix = "epoch-";
    private const string InUsePrefix = "in-use-";

    public static string EpochName(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{EpochPrefix}{epoch:D10}");

    public static string InUseName(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{InUsePrefix}{epoch:D10}");

    public static string SegmentName(uint number) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{number:D10}{SegmentSuffix}");

    public static string SpareName(uint number) => string.Create(CultureInfo.InvariantCulture, $"{SparePrefix}{number:D10}{SegmentSuffix}");

    public static string CheckpointName(uint number) => string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{number:D10}{CheckpointSuffix}");

    public static bool TryParseEpoch(string path, out long epoch)
    {
        epoch = 0;
        var name = Path.GetFileName(path.AsSpan());
        return name.StartsWith(EpochPrefix, StringComparison.Ordinal)
            && long.TryParse(name[EpochPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out epoch);
    }

    public static bool IsInUse(string path) => Path.GetFileName(path).StartsWith(InUsePrefix, StringComparison.Ordinal);

    public static bool TryParseSegment(string path, out uint number) => TryParse(path, SegmentPrefix, SegmentSuffix, out number);

    public static bool TryParseSpare(string path, out uint number) => TryParse(path, SparePrefix, SegmentSuffix, out number);

    public static bool TryParseCheckpoint(string path, out uint number) => TryParse(path, CheckpointPrefix, CheckpointSuffix, out number);

    private static bool TryParse(string path, string prefix, string suffix, out uint number)
    {
        number = 0;
        var name = Path.GetFileName(path);
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
