using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Keeps a second adapter, in this process or another, from opening the same directory: it would destroy it.</summary>
/// <remarks>Waiting for a directory is <see cref="SharedFileLock"/>'s part; this one refuses at once.</remarks>
internal sealed class DirectoryGuard(string directory) : IDisposable
{
    /// <summary>Its file, empty.</summary>
    public const string FileName = "in-use";

    private FileStream? _held;

    /// <exception cref="StoreException">Somebody else has it open.</exception>
    public void Take()
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            _held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (StorageErrors.IsHeld(e))
        {
            throw new StoreException($"The journal in {directory} is open in another broker; stop that one, or name another directory.", e);
        }
    }

    public void Dispose() => _held?.Dispose();
}
