namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges how unused things are collected.</summary>
internal static class CleanupOptionsValidator
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _tenYears = TimeSpan.FromDays(3650);

    public static void Check(CleanupOptions options, List<string> errors)
    {
        const string Key = "Broker:Cleanup:";
        if (options.SchedulePeriodForDestinationPurge < TimeSpan.Zero || options.SchedulePeriodForDestinationPurge > _day)
        {
            errors.Add($"{Key}SchedulePeriodForDestinationPurge: {options.SchedulePeriodForDestinationPurge:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 to look never.");
        }

        if (options.MaxPurgedDestinationsPerSweep < 0)
        {
            errors.Add($"{Key}MaxPurgedDestinationsPerSweep: {options.MaxPurgedDestinationsPerSweep} is out of range; write a number, or 0 for no limit.");
        }

        if (options.OfflineDurableSubscriberTimeout < TimeSpan.Zero || options.OfflineDurableSubscriberTimeout > _tenYears)
        {
            errors.Add($"{Key}OfflineDurableSubscriberTimeout: {options.OfflineDurableSubscriberTimeout:c} is out of range; write a time such as 7.00:00:00, or 00:00:00 to keep them for ever.");
        }

        if (options.OfflineDurableSubscriberTaskSchedule < TimeSpan.FromSeconds(1) || options.OfflineDurableSubscriberTaskSchedule > _day)
        {
            errors.Add($"{Key}OfflineDurableSubscriberTaskSchedule: {options.OfflineDurableSubscriberTaskSchedule:c} is out of range; write a time from 00:00:01 to 1.00:00:00.");
        }
    }
}
