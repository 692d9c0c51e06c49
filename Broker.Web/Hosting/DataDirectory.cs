using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>Finds out at start whether the data directory can be used, rather than at the first message.</summary>
public static class DataDirectory
{
    /// <summary>Creates the directory when it is missing, and tries to write in it.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="StartupException">It cannot be created or written; the sentence names it and says what to do.</exception>
    public static string EnsureWritable(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
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
}
