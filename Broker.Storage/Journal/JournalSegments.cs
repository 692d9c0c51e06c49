using System.Collections.Concurrent;

namespace Broker.Storage.Journal;

/// <summary>All segment files of a journal: makes, prepares, finds, recycles and deletes them.</summary>
internal sealed class JournalSegments(JournalOptions options, JournalDisk disk) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<uint, JournalSegment> _byNumber = new();
    private readonly Stack<string> _spares = new();
    private JournalSegment? _prepared;
    private uint _lastNumber;

    private int StandardBytes => options.EffectiveSegmentBytes;

    /// <summary>Segments that hold, or may hold, records; oldest first.</summary>
    public IReadOnlyList<JournalSegment> All => [.. _byNumber.Values.OrderBy(segment => segment.Number)];

    /// <summary>Bytes of records, wanted or not yet reclaimed; room allocated ahead is not counted.</summary>
    public long UsedBytes => _byNumber.Sum(pair => pair.Value.WrittenBytes);

    public JournalSegment? Find(uint number) => _byNumber.GetValueOrDefault(number);

    public bool IsPrepared => Volatile.Read(ref _prepared) is not null;

    /// <summary>Takes over a file found at opening.</summary>
    public JournalSegment Adopt(uint number, string path, long writtenBytes)
    {
        var segment = Open(number, path, isInherited: true);
        segment.WrittenBytes = writtenBytes;
        _byNumber[number] = segment;
        _lastNumber = Math.Max(_lastNumber, number);
        return segment;
    }

    /// <summary>Deletes a file without records that an older master may have open for writing.</summary>
    public void DropUnused(uint number, string path)
    {
        _lastNumber = Math.Max(_lastNumber, number);
        File.Delete(path);
    }

    /// <summary>Takes a file without records, which nobody has open, as material for a later segment, or deletes it.</summary>
    public void AdoptSpare(uint number, string path)
    {
        _lastNumber = Math.Max(_lastNumber, number);
        if (new FileInfo(path).Length != StandardBytes || _spares.Count > options.SpareSegments)
        {
            File.Delete(path);
            return;
        }

        var spare = SparePath(number);
        if (!string.Equals(path, spare, StringComparison.Ordinal)) File.Move(path, spare, overwrite: true);
        _spares.Push(spare);
    }

    public void ReserveNumbersTo(uint number) => _lastNumber = Math.Max(_lastNumber, number);

    /// <summary>Leaves the next number free when anything was found: a file that an older master was just creating may still get it.</summary>
    public void SkipNumber()
    {
        if (_lastNumber > 0) _lastNumber++;
    }

    /// <summary>Makes the next segment file now, so that the writer need not wait for it.</summary>
    /// <exception cref="IOException">No space, or the disk fails.</exception>
    public void Prepare()
    {
        lock (_gate)
        {
            _prepared ??= Create(StandardBytes);
        }
    }

    /// <summary>The next segment of the log, empty and without a header.</summary>
    /// <exception cref="IOException">No space, or the disk fails.</exception>
    public JournalSegment TakeNext(long neededBytes)
    {
        lock (_gate)
        {
            var segment = neededBytes <= StandardBytes ? _prepared ?? Create(StandardBytes) : CreateLarge(neededBytes);
            _prepared = null;
            _byNumber[segment.Number] = segment;
            return segment;
        }
    }

    /// <summary>Deletes a segment that never came to hold an answered record.</summary>
    public void Discard(JournalSegment segment)
    {
        _byNumber.TryRemove(segment.Number, out _);
        segment.WhenUnread(Delete);
    }

    /// <summary>Takes a segment out whose records nobody wants; its file is used again when it can be.</summary>
    /// <remarks>What is a spare on disk was closed for good before it got that name: whoever finds it may use it.</remarks>
    public void Retire(JournalSegment segment)
    {
        _byNumber.TryRemove(segment.Number, out _);
        segment.WhenUnread(segment.IsInherited ? Delete : Recycle);
    }

    /// <summary>Deletes the files kept for later; for when space is short.</summary>
    public void DropSpares()
    {
        lock (_gate)
        {
            while (_spares.TryPop(out var path))
            {
                File.Delete(path);
            }
        }
    }

    public void Dispose()
    {
        foreach (var segment in _byNumber.Values)
        {
            segment.WhenUnread(static unread => unread.Handle.Dispose());
        }

        _prepared?.Handle.Dispose();
    }

    private JournalSegment Create(long bytes)
    {
        var number = _lastNumber + 1;
        var path = Path.Combine(options.Directory, JournalFiles.SegmentName(number));
        if (bytes == StandardBytes && _spares.TryPop(out var spare)) File.Move(spare, path, overwrite: true);
        else AllocateOrClean(path, bytes);
        disk.SyncDirectory(options.Directory);
        _lastNumber = number;
        return Open(number, path);
    }

    private void AllocateOrClean(string path, long bytes)
    {
        try
        {
            disk.Allocate(path, bytes);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            File.Delete(path);
            throw;
        }
    }

    // Numbers follow the log, so a file already prepared under the next number steps aside.
    private JournalSegment CreateLarge(long bytes)
    {
        if (_prepared is { } prepared) Recycle(prepared);
        _prepared = null;
        return Create(bytes);
    }

    private void Recycle(JournalSegment segment)
    {
        segment.Handle.Dispose();
        lock (_gate)
        {
            if (segment.CapacityBytes != StandardBytes || _spares.Count >= options.SpareSegments)
            {
                File.Delete(segment.Path);
                return;
            }

            var spare = SparePath(segment.Number);
            File.Move(segment.Path, spare, overwrite: true);
            _spares.Push(spare);
        }
    }

    private static void Delete(JournalSegment segment)
    {
        segment.Handle.Dispose();
        File.Delete(segment.Path);
    }

    private string SparePath(uint number) => Path.Combine(options.Directory, JournalFiles.SpareName(number));

    private static JournalSegment Open(uint number, string path, bool isInherited = false)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new JournalSegment(number, path, handle, RandomAccess.GetLength(handle), isInherited);
    }
}
