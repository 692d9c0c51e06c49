using Microsoft.Extensions.Logging;

namespace Broker.Storage.Settings;

/// <summary>Log events of settings in a shared store: 2250 to 2299. Next free: 2253.</summary>
internal static partial class SettingsStoreLog
{
    [LoggerMessage(2250, LogLevel.Information, "What this node had in a file of its own is in {Place} now, for every node; the file is {Aside} from now on.")]
    public static partial void TakenOver(ILogger logger, string place, string aside);

    [LoggerMessage(2251, LogLevel.Warning, "What this node had in a file of its own adds nothing to {Place}, which {By} wrote; where the two differ, that one holds. The file is {Aside} from now on.")]
    public static partial void NotTakenOver(ILogger logger, string place, string? by, string aside);

    [LoggerMessage(2252, LogLevel.Warning, "This node's own files of settings, for a start while the store is away, cannot be used: {Reason}")]
    public static partial void FilesUnusable(ILogger logger, string reason);
}
