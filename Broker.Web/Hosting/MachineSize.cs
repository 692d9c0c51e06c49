namespace Broker.Web.Hosting;

/// <summary>What shares of the machine are shares of.</summary>
internal static class MachineSize
{
    /// <summary>Memory this process may use: the machine's, or its container's.</summary>
    public static long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The whole of the disk that a directory is or will be on.</summary>
    public static long DiskBytes(string directory)
    {
        var path = Path.GetFullPath(directory);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent) path = parent;
        return new DriveInfo(path).TotalSize;
    }
}
