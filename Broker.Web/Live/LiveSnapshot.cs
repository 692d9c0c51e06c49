using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>The broker at one tick, shared by everyone who looks.</summary>
/// <param name="Broker">Levels and counts.</param>
/// <param name="Group">The nodes on its store, this one among them.</param>
/// <param name="Rates">One sample a second, oldest first.</param>
/// <param name="Time">When the snapshot was taken.</param>
public sealed record LiveSnapshot(BrokerView Broker, AvailabilityView Group, IReadOnlyList<RateSample> Rates, DateTimeOffset Time)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(3);

    /// <summary>The node that serves now, as far as this one knows; null when there is none.</summary>
    public NodeView? Master => Group.Nodes.FirstOrDefault(static node => node.Role.Equals(nameof(BrokerRole.Master), StringComparison.Ordinal));

    /// <summary>The newest sample, or null when sampling has stopped: old rates are not shown as present ones.</summary>
    public RateSample? Current => Rates is [.., var last] && Time - last.Time < StaleAfter ? last : null;
}
