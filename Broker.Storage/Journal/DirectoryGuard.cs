using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Keeps a second adapter from opening the same epoch, and tells whether the adapters before closed in order.</summary>
/// <remarks>
/// One file for each epoch, there while its adapter is open: the file of an older one is left by a process that died, or stands still and
/// has files open for writing. Waiting for a directory is <see cref="SharedFileLock"/>'s part; this one refuses at once.
/// </remarks>
internal sealed class DirectoryGuard(string directory, long epoch) : IDisposable
{
    private readonly string _path = Path.Combine(directory, JournalFiles.InUseName(epoch));
    private FileStream? _held;

    /// <returns>True when nobody who had the journal before can still write to a file in it.</returns>
    /// <exception cref="StoreException">Another adapter has this epoch open.</exception>
    public bool Take()
    {
        var left = Directory.EnumerateFiles(directory).Where(JournalFiles.IsInUse).ToList();
        try
        {
            _held = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (StorageErrors.IsHeld(e))
        {
            throw new StoreException($"The journal in {directory} is open in another broker; stop that one, or name another directory.", e);
        }

        return left.Count == 0;
    }

    /// <summary>What those before left is seen to: the next one need not be careful because of them.</summary>
    public void ForgetOthers()
    {
        foreach (var path in Directory.EnumerateFiles(directory).Where(JournalFiles.IsInUse).ToList())
        {
            if (!string.Equals(path, _path, StringComparison.Ordinal)) File.Delete(path);
        }
    }

    /// <summary>Only when nothing is open any more. After a takeover the file is another's to remove.</summary>
    public void Dispose()
    {
        if (_held is null) return;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            // It then counts as left behind, and the next one is careful.
        }

        _held.Dispose();
        _held = null;
    }
}
