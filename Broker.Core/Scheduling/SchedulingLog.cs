using Microsoft.Extensions.Logging;

namespace Broker.Core.Scheduling;

/// <summary>Log lines of this room. Ids 7000 to 7099; next free: 7005.</summary>
internal static partial class SchedulingLog
{
    [LoggerMessage(7000, LogLevel.Warning, "A message to {Destination} asks for a later delivery, and Broker:SchedulerSupport is false: such messages are delivered at once. This is said once.")]
    public static partial void Ignored(ILogger logger, string destination);

    [LoggerMessage(7001, LogLevel.Error, "The store does not take what is due; it is tried again: {Reason}")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(7002, LogLevel.Warning, "Job {Job} could not be delivered, attempt {Attempt} of {Attempts}; it is tried again in {Seconds} s: {Reason}")]
    public static partial void Undelivered(ILogger logger, string job, int attempt, int attempts, double seconds, string reason);

    [LoggerMessage(7003, LogLevel.Error, "The message of job {Job} goes to the dead-letter queue: {Reason}")]
    public static partial void Buried(ILogger logger, string job, string reason);

    [LoggerMessage(7004, LogLevel.Error, "The scheduler failed and goes on: {Reason}")]
    public static partial void Failed(ILogger logger, Exception exception, string reason);
}
