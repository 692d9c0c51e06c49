using Broker.Storage.Journal;
using Microsoft.Win32.SafeHandles;

namespace Broker.Tests.Storage.Journal;

/// <summary>A disk whose user can be made to stand still before a call, as a stopped process does, and to go on later.</summary>
internal sealed class HeldDisk : JournalDisk
{
    private readonly object _gate = new();
    private int _callsUntilHeld = -1;
    private int _looks;

    /// <summary>Somebody stands still.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>How often it was asked whether a directory is there.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Lets so many calls pass, and holds the ones after them.</summary>
    public void HoldAfter(int calls)
    {
        lock (_gate) _callsUntilHeld = calls;
    }

    public void GoOn()
    {
        lock (_gate)
        {
            _callsUntilHeld = -1;
            Monitor.PulseAll(_gate);
        }
    }

    public override void Allocate(string path, long sizeBytes)
    {
        Pass();
        base.Allocate(path, sizeBytes);
    }

    public override void Write(SafeFileHandle handle, List<ReadOnlyMemory<byte>> buffers, long offset)
    {
        Pass();
        base.Write(handle, buffers, offset);
    }

    public override void Sync(SafeFileHandle handle)
    {
        Pass();
        base.Sync(handle);
    }

    public override void SyncDirectory(string path)
    {
        Pass();
        base.SyncDirectory(path);
    }

    public override bool Exists(string path)
    {
        Pass();
        Interlocked.Increment(ref _looks);
        return base.Exists(path);
    }

    public override bool TryRenameDirectory(string from, string to)
    {
        Pass();
        return base.TryRenameDirectory(from, to);
    }

    private void Pass()
    {
        lock (_gate)
        {
            if (_callsUntilHeld > 0) _callsUntilHeld--;
            else while (_callsUntilHeld == 0) Hold();
        }
    }

    private void Hold()
    {
        IsHeld = true;
        Monitor.Wait(_gate);
    }
}
