using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Looks at every file of a journal's directory and tells records from leftovers.</summary>
/// <param name="options">Names the directory.</param>
/// <param name="segments">Takes the files.</param>
/// <param name="orderly">Everybody before closed the journal, so nobody can write to a file that is there.</param>
/// <param name="damage">Takes a sentence for each thing that is wrong.</param>
internal sealed class SegmentInventory(JournalOptions options, JournalSegments segments, bool orderly, List<string> damage)
{
    private readonly List<SegmentFile> _found = [];

    /// <summary>Adopts the files that hold records, oldest first; spares stay, prepared and void ones become spares or go.</summary>
    /// <exception cref="StoreException">A newer broker wrote one of them.</exception>
    public IReadOnlyList<SegmentFile> Take()
    {
        foreach (var path in Directory.EnumerateFiles(options.Directory).Order(StringComparer.Ordinal).ToList())
        {
            if (path.EndsWith(JournalFiles.TemporarySuffix, StringComparison.Ordinal)) File.Delete(path);
            else if (JournalFiles.TryParseSegment(path, out var number)) Look(number, path);
            else if (JournalFiles.TryParseSpare(path, out var spare)) segments.AdoptSpare(spare, path);
        }

        _found.Sort((a, b) => a.Number.CompareTo(b.Number));
        DropVoid();
        foreach (var file in _found)
        {
            var segment = segments.Adopt(file.Number, file.Path, writtenBytes: 0);
            segment.WrittenBytes = EndOf(file) ?? segment.CapacityBytes;
        }

        return _found;
    }

    /// <summary>Where the records of a file end, as the next file tells; null when there is none or it cannot tell.</summary>
    public long? EndOf(SegmentFile file)
    {
        foreach (var other in _found)
        {
            if (other.Previous is { } previous && previous.Segment == file.Number) return previous.Offset;
        }

        return null;
    }

    private void Look(uint number, string path)
    {
        var bytes = new byte[SegmentHeader.Bytes];
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            RandomAccess.Read(handle, bytes, 0);
        }

        if (SegmentHeader.VersionOf(bytes) is { } version && version > SegmentHeader.FormatVersion) throw SegmentFormats.Newer(path, version, SegmentHeader.FormatVersion);
        var header = SegmentHeader.TryRead(bytes);
        var isUnused = header is { } sound ? sound.Number != number : !HasRecords(number, path);
        if (isUnused)
        {
            TakeUnused(number, path);
            return;
        }

        if (header is null) damage.Add($"The header of {path} is damaged; its records are read nevertheless.");
        _found.Add(new SegmentFile(number, path, header?.Previous));
    }

    private void TakeUnused(uint number, string path)
    {
        if (orderly) segments.AdoptSpare(number, path);
        else segments.DropUnused(number, path);
    }

    private static bool HasRecords(uint number, string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(handle);
        return new SegmentScanner(new JournalSegment(number, path, handle, length), length).HasRecords();
    }

    // Segments between one and the predecessor it names hold groups that failed.
    private void DropVoid()
    {
        for (var i = _found.Count - 1; i > 0; i--)
        {
            if (_found[i].Previous is not { } previous) continue;
            while (i > 0 && _found[i - 1].Number > previous.Segment)
            {
                TakeUnused(_found[i - 1].Number, _found[i - 1].Path);
                _found.RemoveAt(i - 1);
                i--;
            }
        }
    }
}
