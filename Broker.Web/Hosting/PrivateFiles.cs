namespace Broker.Web.Hosting;

/// <summary>Folders that only the account of the broker may read.</summary>
internal static class PrivateFiles
{
    public static DirectoryInfo Directory(string path) => OperatingSystem.IsWindows()
        ? System.IO.Directory.CreateDirectory(path)
        : System.IO.Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
