namespace Broker.Web.Hosting;

/// <summary>Files and folders that only the account of the broker may read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static DirectoryInfo Directory(string path) => OperatingSystem.IsWindows()
        ? System.IO.Directory.CreateDirectory(path)
        : System.IO.Directory.CreateDirectory(path, OwnerFile | UnixFileMode.UserExecute);

    /// <summary>Writes beside the file and renames, so that a crash leaves the old content or the new, never half.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        // A name that nobody else has: nodes that share a data directory may write at once.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
