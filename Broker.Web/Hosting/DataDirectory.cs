using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>Finds out at start whether the data directory can be used, rather than at the first message.</summary>
public static class DataDirectory
{
    /// <summary>Creates the directory when it is missing, and tries to write in it.</summary>
    /// <remarks>One made here is for this user alone: it holds other people's messages. One that is there keeps its rights.</remarks>
    /// <returns>Its full path.</returns>
    /// <exception cref="StartupException">It cannot be created or written; the sentence names it and says what to do.</exception>
    public static string EnsureWritable(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            CreatePrivate(full);
            var probe = Path.Combine(full, $".probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"Broker:DataDirectory: '{full}' cannot be created or written by the user {Environment.UserName} ({e.Message.TrimEnd('.')}); "
                + "give that user the right to, or choose another directory with --Broker:DataDirectory=path.",
                e);
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
