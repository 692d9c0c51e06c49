using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>The broker at one tick, shared by everyone who looks.</summary>
/// <param name="Broker">Levels and counts.</param>
/// <param name="Rates">One sample a second, oldest first.</param>
/// <param name="Time">When the snapshot was taken.</param>
public sealed record LiveSnapshot(BrokerView Broker, IReadOnlyList<RateSample> Rates, DateTimeOffset Time)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(3);

    /// <summary>The newest sample, or null when sampling has stopped: old rates are not shown as present ones.</summary>
    public RateSample? Current => Rates is [.., var last] && Time - last.Time < StaleAfter ? last : null;
}
