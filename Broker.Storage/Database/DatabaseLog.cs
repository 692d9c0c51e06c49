using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Log events of the database store: 2100 to 2199. Next free: 2107.</summary>
internal static partial class DatabaseLog
{
    [LoggerMessage(2100, LogLevel.Information, "Opened the database '{Database}' with epoch {Epoch}: {Messages} messages in {Milliseconds} ms.")]
    public static partial void Opened(ILogger logger, string database, long epoch, long messages, long milliseconds);

    [LoggerMessage(2101, LogLevel.Error, "Writing failed, everything of the group was refused: {Reason}")]
    public static partial void WriteFailed(ILogger logger, string reason, Exception error);

    [LoggerMessage(2102, LogLevel.Information, "Writing succeeds again.")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(2103, LogLevel.Error, "Something that waited for a write failed when it was told of it.")]
    public static partial void CompletionFailed(ILogger logger, Exception error);

    [LoggerMessage(2104, LogLevel.Warning, "The database cannot be used now, everything waits for it: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(2105, LogLevel.Information, "The database is back after {Attempts} attempts.")]
    public static partial void Back(ILogger logger, int attempts);

    [LoggerMessage(2106, LogLevel.Error, "The database takes nothing from this node any more: {Reason}")]
    public static partial void Fenced(ILogger logger, string reason);
}
