using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>Something an operator should look at. The texts are resources named Alarm.{Kind}.Title, .Meaning and .Action.</summary>
/// <param name="Kind">Which texts.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Detail">What the engine says about it; null when the texts say it all.</param>
/// <param name="Count">How many it concerns.</param>
public sealed record Alarm(string Kind, Severity Severity, string? Detail = null, long Count = 0)
{
    private const int NearlyFull = 90;

    /// <summary>Worst first.</summary>
    public static IReadOnlyList<Alarm> Of(LiveSnapshot live) => Of(live.Broker, live.Group.StoreProblem);

    /// <inheritdoc cref="Of(LiveSnapshot)"/>
    /// <param name="broker">Its numbers.</param>
    /// <param name="storeProblem">What is wrong with the store or its lock; null when nothing is.</param>
    public static IReadOnlyList<Alarm> Of(BrokerView broker, string? storeProblem = null)
    {
        List<Alarm> alarms = [];
        if (storeProblem is not null && storeProblem != broker.StoreError)
        {
            alarms.Add(new("StoreProblem", Severity.Bad, storeProblem));
        }

        if (broker.StoreError is { } error)
        {
            alarms.Add(new("StoreError", Severity.Bad, error));
        }

        alarms.AddRange(broker.StoreDamage.Select(static damage => new Alarm("StoreDamage", Severity.Bad, damage)));
        if (broker.BlockedProducers > 0)
        {
            alarms.Add(new("BlockedProducers", Severity.Attention, Count: broker.BlockedProducers));
        }

        if (Formatting.Compact.Percent(broker.StoreBytes, broker.StoreLimitBytes) is >= NearlyFull and var percent)
        {
            alarms.Add(new("StoreNearlyFull", Severity.Attention, Count: percent));
        }

        return alarms;
    }
}
