using Broker.Core.Security;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Management;

/// <summary>Log lines of this room. Ids 7000 to 7099; next free: 7003.</summary>
internal static partial class ManagementLog
{
    [LoggerMessage(7000, LogLevel.Information, "{Person} has changed the user {User}: role {Role}, groups {Groups}.")]
    public static partial void UserChanged(ILogger logger, string person, string user, UserRole role, string groups);

    [LoggerMessage(7001, LogLevel.Information, "{Person} has removed the user {User}.")]
    public static partial void UserRemoved(ILogger logger, string person, string user);

    [LoggerMessage(7002, LogLevel.Information, "{Person} has changed the rights on destinations; they are at version {Version}.")]
    public static partial void RightsChanged(ILogger logger, string person, int version);
}
