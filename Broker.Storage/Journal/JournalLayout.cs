using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>The directory that nodes share: exactly one directory in it holds the log, and its name is the epoch in force.</summary>
/// <remarks>
/// A tenure begins by renaming that directory to the next epoch. Of two takers one finds the old name gone, and so does an older
/// master in whatever it does by path. The reasoning is in docs/decisions/0007.
/// </remarks>
internal sealed class JournalLayout(string directory, JournalDisk disk)
{
    /// <summary>Held while the layout is made; an older version of the broker holds it while it serves.</summary>
    private const string GuardName = "lock";

    /// <summary>There from the moment on in which epoch 0 exists: nobody ever makes a second one.</summary>
    private const string MarkName = "epochs";

    public string EpochPath(long epoch) => Path.Combine(directory, JournalFiles.EpochName(epoch));

    /// <summary>Makes epoch 0, which nobody serves, when this is a new journal or one of the older layout. Otherwise does nothing.</summary>
    /// <exception cref="StoreException">An older broker has it, or another process is making it in this moment.</exception>
    public void Begin()
    {
        var mark = Path.Combine(directory, MarkName);
        if (disk.Exists(mark)) return;
        Directory.CreateDirectory(directory);
        using var guard = TakeGuard();
        if (disk.Exists(mark)) return;

        // From here on until the mark is there nobody else touches the directory, so a crash leaves work that can be taken up again.
        Directory.CreateDirectory(EpochPath(0));
        MoveOlderLayout(EpochPath(0));
        disk.SyncDirectory(EpochPath(0));
        disk.SyncDirectory(directory);
        File.WriteAllText(mark, "The log is in the directory epoch-*, and its name is the epoch in force.\n");
        disk.SyncDirectory(directory);
    }

    /// <summary>The epoch in force; null when a taker renamed it under our eyes, or somebody took it away.</summary>
    public long? FindEpoch()
    {
        long? found = null;
        foreach (var path in Directory.EnumerateDirectories(directory))
        {
            if (JournalFiles.TryParseEpoch(path, out var epoch) && epoch >= (found ?? 0)) found = epoch;
        }

        return found;
    }

    /// <summary>Begins the epoch after this one, durably.</summary>
    /// <returns>False: another node was faster.</returns>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public bool TryAdvance(long epoch)
    {
        if (!disk.TryRenameDirectory(EpochPath(epoch), EpochPath(epoch + 1))) return false;
        disk.SyncDirectory(directory);
        return true;
    }

    private FileStream TakeGuard()
    {
        try
        {
            return new FileStream(Path.Combine(directory, GuardName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (StorageErrors.IsHeld(e))
        {
            throw new StoreException($"The journal in {directory} is open in a broker of an older version, or is being made by another one; stop that one, or wait.", e);
        }
    }

    private void MoveOlderLayout(string into)
    {
        foreach (var path in Directory.EnumerateFiles(directory).ToList())
        {
            var isOfTheLog = JournalFiles.TryParseSegment(path, out _) || JournalFiles.TryParseSpare(path, out _) || JournalFiles.TryParseCheckpoint(path, out _);
            if (isOfTheLog) File.Move(path, Path.Combine(into, Path.GetFileName(path)));
        }
    }
}
