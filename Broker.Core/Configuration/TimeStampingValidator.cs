namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges the stamping of times.</summary>
internal static class TimeStampingValidator
{
    private const string Section = "Broker:TimeStamping";
    private static readonly TimeSpan _longest = TimeSpan.FromDays(36500);

    public static void Check(TimeStampingOptions options, List<string> errors)
    {
        CheckTime(options.ZeroExpirationOverride, "ZeroExpirationOverride", "leave such messages without an end", errors);
        CheckTime(options.TtlCeiling, "TtlCeiling", "have no ceiling", errors);
        if (!options.Enabled && options != new TimeStampingOptions())
        {
            errors.Add($"{Section}: has settings, but Enabled is false; write true or remove them.");
        }
    }

    private static void CheckTime(TimeSpan time, string name, string zero, List<string> errors)
    {
        if (time >= TimeSpan.Zero && time <= _longest) return;
        errors.Add($"{Section}:{name}: {time:c} is out of range; write a time up to {_longest:c}, or 00:00:00 to {zero}.");
    }
}
