using Microsoft.Extensions.Logging;

namespace Broker.Core.Settings;

/// <summary>Log lines of this room. Ids 8000 to 8099; next free: 8002.</summary>
internal static partial class SettingsLog
{
    [LoggerMessage(8000, LogLevel.Warning, "Settings, such as users and rights, stay as they were read last, and cannot be edited now: {Reason}")]
    public static partial void Away(ILogger logger, string reason);

    [LoggerMessage(8001, LogLevel.Information, "Settings are read from the store again.")]
    public static partial void Back(ILogger logger);
}
