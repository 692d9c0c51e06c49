using Broker.Core.Management;
using Broker.Web.Formatting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Pages;

/// <summary>Which node serves, whether anything is stuck, and how much is moving.</summary>
[Authorize]
public sealed partial class Overview
{
    private IReadOnlyList<ChartSeries> _traffic = [];
    private IReadOnlyList<ChartSeries> _waiting = [];
    private IReadOnlyList<BlockedProducerView> _blocked = [];
    private DateTime _end;
    private DateTimeOffset _newest;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    // A node that does not serve has no numbers, rather than zeros.
    private string Facts => Live.Broker.Role == BrokerRole.Master ? $"{Numbers} · {State}" : State;

    private string Numbers => string.Join(" · ",
        Words["Fact.Queues", Compact.Count(Live.Broker.Queues)],
        Words["Fact.Topics", Compact.Count(Live.Broker.Topics)],
        Words["Fact.Producers", Compact.Count(Live.Broker.Producers)],
        Words["Fact.Consumers", Compact.Count(Live.Broker.Consumers)]);

    private string State => string.Join(" · ",
        Words["Fact.Since", Words["BrokerRole." + Live.Broker.Role].Value, Moments.Span(Live.Time - Live.Broker.Since, Words)],
        Words["Fact.Version", Live.Broker.Version]);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        DrawCharts();
        LookForBlocked();
        Viewer.Changed += DrawCharts;
    }

    protected override void OnTick()
    {
        LookForBlocked();
        if (Live.Rates is not [.., var last] || last.Time != _newest)
        {
            DrawCharts();
        }
    }

    protected override void Dispose(bool disposing)
    {
        Viewer.Changed -= DrawCharts;
        base.Dispose(disposing);
    }

    // The longest waits come first, and tell as much as all would.
    private void LookForBlocked() => _blocked = Live.Broker.BlockedProducers == 0 ? [] : [.. Administration.ListBlockedProducers().Take(20)];

    private void DrawCharts()
    {
        _newest = Live.Rates is [.., var last] ? last.Time : default;
        var now = new DateTime(Live.Time.UtcTicks / ChartSeries.Resolution.Ticks * ChartSeries.Resolution.Ticks, DateTimeKind.Utc);
        _end = TimeZoneInfo.ConvertTimeFromUtc(now, Viewer.Zone);
        _traffic =
        [
            ChartSeries.From(Words["Series.In"], "var(--series-1)", dashed: false, Live.Rates, static sample => sample.EnqueuedPerSecond, Viewer.Zone),
            ChartSeries.From(Words["Series.Out"], "var(--series-2)", dashed: true, Live.Rates, static sample => sample.DequeuedPerSecond, Viewer.Zone),
        ];
        _waiting = [ChartSeries.From(Words["Series.Waiting"], "var(--series-1)", dashed: false, Live.Rates, static sample => sample.MessagesWaiting, Viewer.Zone)];
    }
}
