using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Opens what the last process left: newest sound checkpoint, then every record behind it.</summary>
/// <remarks>
/// An unfinished write at the very end is dropped: nobody was answered for it. Anything else that cannot be read is named in
/// a sentence, and all around it is kept.
/// </remarks>
/// <param name="options">Names the directory.</param>
/// <param name="segments">Empty.</param>
/// <param name="catalogue">Empty.</param>
/// <param name="producers">Empty.</param>
/// <param name="branches">Empty.</param>
/// <param name="orderly">Everybody before closed the journal, so nobody can write to a file that is there.</param>
/// <param name="damage">Takes a sentence for each thing that is wrong.</param>
internal sealed class JournalRecovery(
    JournalOptions options, JournalSegments segments, JournalCatalogue catalogue, ProducerTable producers,
    PreparedBranches branches, bool orderly, List<string> damage)
{
    private readonly List<CheckpointInfo> _sound = [];
    private readonly List<(CheckpointInfo Info, CheckpointReader Reader)> _readers = [];
    private readonly HashSet<uint> _missing = [];
    private SegmentInventory _inventory = null!;
    private uint _lastCheckpoint;
    private bool _marksAreLost;
    private long _torn;
    private long _replayedBytes;

    public RecoveredJournal Run()
    {
        _inventory = new SegmentInventory(options, segments, orderly, damage);
        var files = _inventory.Take();
        ReadCheckpoints();
        var checkpoint = _readers.Count > 0 ? _readers[0].Reader : null;
        WarnWithoutCheckpoint(checkpoint, files);
        checkpoint?.Load(catalogue, producers, branches);
        var start = checkpoint?.Position ?? default;
        segments.ReserveNumbersTo(start.Segment);
        segments.SkipNumber();
        var replay = new JournalReplay(catalogue, producers, branches, rebuilds: checkpoint is null, damage);
        var end = Replay(files, start, checkpoint?.IsClean ?? false, replay);
        if (_marksAreLost) MarkEverything();
        DropUnreachable();
        var sequence = Math.Max(replay.Sequence, checkpoint?.Sequence ?? 0);

        // One number is left free, for a checkpoint that an older master was just giving its name.
        var lastCheckpoint = _lastCheckpoint == 0 ? 0 : _lastCheckpoint + 1;
        return new RecoveredJournal(end, sequence, replay.Records, _replayedBytes, _torn, _sound, lastCheckpoint);
    }

    private void ReadCheckpoints()
    {
        var paths = new SortedList<uint, string>();
        foreach (var path in Directory.EnumerateFiles(options.Directory))
        {
            if (JournalFiles.TryParseCheckpoint(path, out var number)) paths.Add(number, path);
        }

        foreach (var (number, path) in paths.Reverse())
        {
            _lastCheckpoint = Math.Max(_lastCheckpoint, number);
            var reader = new CheckpointReader(path);
            // The older one is only looked at when the newer is damaged: its soundness is then found out in the same way.
            if (_readers.Count == 0 && reader.Check() is { } problem)
            {
                damage.Add($"The checkpoint {path} is damaged ({problem}); {(paths.Count > 1 && number == paths.GetKeyAtIndex(paths.Count - 1) ? "the one before it is used and more of the journal replayed" : "it is not used")}.");
                File.Move(path, path + ".damaged", overwrite: true);
                continue;
            }

            if (_readers.Count > 0) _ = reader.CheckHeader();
            var info = new CheckpointInfo(number, reader.Position, new FileInfo(path).Length);
            _sound.Add(info);
            _readers.Add((info, reader));
        }
    }

    private void WarnWithoutCheckpoint(CheckpointReader? checkpoint, IReadOnlyList<SegmentFile> files)
    {
        if (checkpoint is not null || files.Count == 0) return;
        if (_lastCheckpoint == 0 && files[0].Previous is null or { Segment: 0 }) return;
        _marksAreLost = true;
        damage.Add($"No sound checkpoint is left in {options.Directory}: the index was rebuilt from all segments, and messages already acknowledged may come back.");
    }

    private JournalLocation Replay(IReadOnlyList<SegmentFile> files, JournalLocation start, bool clean, JournalReplay replay)
    {
        var end = start;
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            if (file.Number < start.Segment) continue;
            NoteMissing(file, end);
            var from = file.Number == start.Segment ? start.Offset : SegmentHeader.Bytes;
            var isLast = i == files.Count - 1;
            if (isLast && clean && file.Number == start.Segment && EndsAt(file.Number, from)) return end;
            end = new JournalLocation(file.Number, (uint)ReplaySegment(file, from, isLast, replay));
        }

        if (start.Segment != 0 && (files.Count == 0 || files[^1].Number < start.Segment))
        {
            damage.Add($"{JournalFiles.SegmentName(start.Segment)}, in which the checkpoint ends, is missing.");
        }

        return end;
    }

    private void NoteMissing(SegmentFile file, JournalLocation before)
    {
        if (file.Previous is not { } previous || previous.Segment <= before.Segment || before.Segment == 0) return;
        damage.Add($"{JournalFiles.SegmentName(previous.Segment)} is missing; its records are lost.");
    }

    private long ReplaySegment(SegmentFile file, long from, bool isLast, JournalReplay replay)
    {
        var segment = segments.Find(file.Number)!;
        var told = _inventory.EndOf(file);
        var limit = Math.Min(told ?? segment.CapacityBytes, segment.CapacityBytes);
        var scan = new SegmentScanner(segment, limit).Run(from, replay.Apply);
        foreach (var (gapFrom, gapTo) in scan.Gaps)
        {
            ReportGap(file, gapFrom, gapTo);
        }

        if (told is { } end && scan.End < end) ReportGap(file, scan.End, end);
        if (isLast) _torn = scan.TrailingBytes;
        segment.WrittenBytes = told ?? scan.End;
        _replayedBytes += scan.End - from;
        return scan.End;
    }

    private void ReportGap(SegmentFile file, long from, long to) =>
        damage.Add($"{file.Path}: bytes {from} to {to - 1} are damaged; the records in these {to - from} bytes are lost, all others were read.");

    private bool EndsAt(uint number, long offset)
    {
        var segment = segments.Find(number)!;
        var bytes = new byte[JournalRecord.TerminatorBytes];
        segment.WrittenBytes = offset;
        return offset <= segment.CapacityBytes && (RandomAccess.Read(segment.Handle, bytes, offset) == 0 || !bytes.AsSpan().ContainsAnyExcept((byte)0));
    }

    // Marks may have been in what is gone: better a message too many that says it may come a second time.
    private void MarkEverything()
    {
        foreach (var store in catalogue.Stores)
        {
            store.FindDelivered(store.LastSequence);
        }
    }

    private void DropUnreachable()
    {
        foreach (var (store, entry) in IndexWalk.Entries(catalogue.Stores))
        {
            if (!IsReachable(entry.Location, entry.RecordLength)) DropUnreachable(store, entry);
        }

        foreach (var place in IndexWalk.Places(catalogue.Jobs))
        {
            if (!IsReachable(place.Location, place.RecordLength)) DropUnreachable(place);
        }
    }

    private bool IsReachable(JournalLocation location, int recordLength) =>
        segments.Find(location.Segment) is { } segment && location.Offset + (long)recordLength <= segment.CapacityBytes;

    private void DropUnreachable(JournalMessageStore store, in IndexEntry entry)
    {
        store.TryTakeOut(entry.Sequence, out _);
        if (_missing.Add(entry.Location.Segment)) damage.Add($"{JournalFiles.SegmentName(entry.Location.Segment)} is missing or cut short; messages in it are lost, among them {entry.Sequence} of {store.Destination}.");
    }

    private void DropUnreachable(in JobPlace place)
    {
        catalogue.Jobs.Remove(place.Id.Span, place.Version);
        if (_missing.Add(place.Location.Segment)) damage.Add($"{JournalFiles.SegmentName(place.Location.Segment)} is missing or cut short; what was in it is lost, among it the scheduled job {JobId.ToText(place.Id.Span)}.");
    }
}
