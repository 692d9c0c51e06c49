using Microsoft.Win32.SafeHandles;

namespace Broker.Storage.Journal;

/// <summary>One segment file: what of it is written, what of that is still wanted, and who reads it.</summary>
internal sealed class JournalSegment(uint number, string path, SafeFileHandle handle, long capacityBytes, bool isInherited = false)
{
    private readonly Lock _gate = new();
    private Action<JournalSegment>? _whenUnread;
    private int _readers;
    private long _liveRecords;
    private long _liveBytes;
    private long _writtenBytes;

    public uint Number => number;

    public string Path => path;

    public SafeFileHandle Handle => handle;

    public long CapacityBytes => capacityBytes;

    /// <summary>Found at opening: an older master that stands still may have it open for writing, so its file is never used again.</summary>
    public bool IsInherited => isInherited;

    /// <summary>Where its records end.</summary>
    public long WrittenBytes
    {
        get => Volatile.Read(ref _writtenBytes);
        set => Volatile.Write(ref _writtenBytes, value);
    }

    /// <summary>Index entries that point here; a topic message counts once for each subscription.</summary>
    public long LiveRecords => Interlocked.Read(ref _liveRecords);

    public long LiveBytes => Interlocked.Read(ref _liveBytes);

    public void AddReference(int recordLength)
    {
        Interlocked.Increment(ref _liveRecords);
        Interlocked.Add(ref _liveBytes, recordLength);
    }

    public void RemoveReference(int recordLength)
    {
        Interlocked.Decrement(ref _liveRecords);
        Interlocked.Add(ref _liveBytes, -recordLength);
    }

    /// <summary>Keeps the file readable until <see cref="EndRead"/>. Only while an entry that points here is held locked.</summary>
    public void BeginRead()
    {
        lock (_gate)
        {
            _readers++;
        }
    }

    public void EndRead()
    {
        Action<JournalSegment>? action = null;
        lock (_gate)
        {
            if (--_readers == 0) (action, _whenUnread) = (_whenUnread, null);
        }

        action?.Invoke(this);
    }

    /// <summary>Fills the target with the record that lies there.</summary>
    /// <returns>False: no sound record of that length lies there.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool TryReadRecord(Span<byte> target, JournalLocation location)
    {
        for (var filled = 0; filled < target.Length;)
        {
            var read = RandomAccess.Read(handle, target[filled..], location.Offset + filled);
            if (read == 0) return false;
            filled += read;
        }

        return JournalRecord.IsValid(target, location);
    }

    /// <summary>Runs the action as soon as nobody reads the file.</summary>
    public void WhenUnread(Action<JournalSegment> action)
    {
        lock (_gate)
        {
            if (_readers > 0)
            {
                _whenUnread = action;
                return;
            }
        }

        action(this);
    }
}
