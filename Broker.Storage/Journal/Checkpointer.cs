using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>Takes checkpoints and keeps the last two; the older one guards against damage to the newer.</summary>
internal sealed class Checkpointer(
    JournalOptions options, JournalDisk disk, JournalSegments segments, JournalWriter writer, CheckpointWriter file, ILogger logger)
{
    private const int Kept = 2;

    private readonly List<CheckpointInfo> _kept = [];
    private uint _lastNumber;
    private long _writtenAtLast;
    private bool _shortOfSpace;

    /// <summary>Segments before this one are needed by no checkpoint's replay.</summary>
    public uint FirstNeededSegment => _kept.Count >= (_shortOfSpace ? 1 : Kept) ? _kept[^1].Position.Segment : 0;

    /// <summary>So much was written that the next one is due.</summary>
    public bool IsDue => writer.WrittenBytes - _writtenAtLast > Distance;

    private long Distance => Math.Max(options.CheckpointDistanceBytes, options.CheckpointSizeFactor * (_kept.Count == 0 ? 0 : _kept[0].SizeBytes));

    /// <param name="found">The sound ones, newest first.</param>
    /// <param name="lastNumber">Largest number used.</param>
    /// <param name="replayedBytes">What opening had to read back: it counts as written, else a broker that keeps being killed would read more each time.</param>
    public void Start(IReadOnlyList<CheckpointInfo> found, uint lastNumber, long replayedBytes)
    {
        _writtenAtLast = -replayedBytes;
        _kept.AddRange(found);
        _lastNumber = lastNumber;
    }

    /// <param name="clean">Nothing will be written after it.</param>
    /// <exception cref="IOException">The old ones stay.</exception>
    public void Take(bool clean)
    {
        try
        {
            Write(clean);
            _shortOfSpace = false;
        }
        catch (IOException e) when (StorageErrors.IsFull(e))
        {
            _shortOfSpace = true;
            segments.DropSpares();
            Forget(keep: 1);
            Write(clean);
        }

        Forget(Kept);
    }

    private void Write(bool clean)
    {
        var written = writer.WrittenBytes;
        var position = writer.Completed;
        var number = _lastNumber + 1;
        var path = Path.Combine(options.Directory, JournalFiles.CheckpointName(number));
        var (entries, bytes) = file.Write(path + JournalFiles.TemporarySuffix, position, clean);
        File.Move(path + JournalFiles.TemporarySuffix, path, overwrite: true);
        disk.SyncDirectory(options.Directory);
        _kept.Insert(0, new CheckpointInfo(number, position, bytes));
        _lastNumber = number;
        _writtenAtLast = written;
        JournalLog.CheckpointTaken(logger, number, entries, bytes, position);
    }

    private void Forget(int keep)
    {
        while (_kept.Count > keep)
        {
            File.Delete(Path.Combine(options.Directory, JournalFiles.CheckpointName(_kept[^1].Number)));
            _kept.RemoveAt(_kept.Count - 1);
        }
    }
}
