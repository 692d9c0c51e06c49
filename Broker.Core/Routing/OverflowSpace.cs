namespace Broker.Core.Routing;

/// <summary>Disk for sends that wait for space and are more than memory should hold. Any thread may ask.</summary>
/// <remarks>What is in it ends with the process: nobody was answered for it.</remarks>
public sealed class OverflowSpace
{
    private readonly string _directory;
    private long _usedBytes;

    /// <param name="directory">Made when it is needed; what an earlier process left in it goes.</param>
    /// <param name="limitBytes">Most bytes over all connections; 0 keeps none.</param>
    public OverflowSpace(string directory, long limitBytes)
    {
        _directory = directory;
        LimitBytes = limitBytes;
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }

    public long LimitBytes { get; }

    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>Takes so many bytes of the limit; <see cref="Return"/> follows.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _usedBytes, bytes) <= LimitBytes) return true;
        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _usedBytes, -bytes);

    /// <summary>A new file, which goes when it is closed.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public FileStream CreateFile()
    {
        Directory.CreateDirectory(_directory);
        return new(Path.Combine(_directory, $"{Guid.NewGuid():N}.sends"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
        });
    }
}
