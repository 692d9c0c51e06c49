using Broker.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace Broker.Storage.Journal;

/// <summary>The two files by which a node holds an epoch: "lock", which the operating system frees when the process dies, and "holder".</summary>
/// <remarks>
/// Both are made anew under another name and then renamed into place: a holder before, who may only stand still, keeps its lock and its
/// handles on files that no longer have a name. One thread at a time.
/// </remarks>
internal sealed class HeldLock : IDisposable
{
    public const string FileName = "lock";

    private readonly JournalDisk _disk;
    private readonly FileStream _lock;
    private readonly SafeFileHandle _file;
    private LockHolder _holder;

    private HeldLock(JournalDisk disk, FileStream osLock, SafeFileHandle file, LockHolder holder)
    {
        _disk = disk;
        _lock = osLock;
        _file = file;
        _holder = holder;
    }

    public Fence Fence => new(_holder.Epoch);

    /// <exception cref="IOException">The directory cannot be written; when it is not found, the next taker was faster.</exception>
    public static HeldLock Publish(JournalDisk disk, string directory, LockHolder holder)
    {
        var suffix = $"-{holder.Incarnation:N}{JournalFiles.TemporarySuffix}";
        var lockPath = Path.Combine(directory, FileName);
        var holderPath = Path.Combine(directory, LockHolder.FileName);
        FileStream? osLock = null;
        SafeFileHandle? file = null;
        try
        {
            // FileShare.None takes an exclusive lock of the operating system, on Unix by flock.
            osLock = new FileStream(lockPath + suffix, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            File.Move(lockPath + suffix, lockPath, overwrite: true);
            file = File.OpenHandle(holderPath + suffix, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, holder.ToBytes(), 0);
            disk.Sync(file);
            File.Move(holderPath + suffix, holderPath, overwrite: true);
            disk.SyncDirectory(directory);
            return new HeldLock(disk, osLock, file, holder);
        }
        catch
        {
            file?.Dispose();
            osLock?.Dispose();
            throw;
        }
    }

    /// <summary>A sign of life.</summary>
    /// <exception cref="IOException">It could not be given.</exception>
    public void Beat() => Write(_holder with { Beats = _holder.Beats + 1 });

    /// <summary>Tells that the epoch is given back, and to whom. The operating system's lock goes with <see cref="Dispose"/>.</summary>
    /// <exception cref="IOException">It could not be told.</exception>
    public void Release(string? successor) => Write(_holder with { IsReleased = true, Beats = _holder.Beats + 1, Successor = successor });

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void Write(LockHolder holder)
    {
        RandomAccess.Write(_file, holder.ToBytes(), 0);
        _disk.Sync(_file);
        _holder = holder;
    }
}
