using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Broker.Web.Formatting;
using Broker.Web.Live;
using Bunit;

namespace Broker.Tests.Web.Components;

/// <summary>The panels that show the broker as a whole, and the small ones that many pages share.</summary>
public sealed class BrokerPanelTests : PanelContext
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly BrokerView Broker = new()
    {
        BrokerName = "b",
        NodeName = "n",
        Version = "1",
        Role = BrokerRole.Master,
        Since = Now,
        MemoryBytes = 50,
        MemoryLimitBytes = 200,
        StoreBytes = 2048,
        Enqueued = 91_204_331,
    };

    private static readonly AvailabilityView Group = new() { Role = BrokerRole.Master, Since = Now };

    [Fact]
    public void Tiles_FreshSample_RatesShown()
    {
        var tiles = Render<BrokerTiles>(parameters => parameters.Add(panel => panel.Live, new LiveSnapshot(Broker, Group, [new RateSample(Now, 12_400, 3, 0, 0, 0, 0)], Now.AddSeconds(1))));

        Assert.StartsWith("12.4 k", tiles.FindAll("dd")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("25", tiles.Find("meter").GetAttribute("value"));
        Assert.Contains("limited by the disk", tiles.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void BlockedProducers_Some_WhoWhereAndForWhat()
    {
        var producer = new BlockedProducerView("queue://orders", "ID:1:1:1", "shop", "10.0.0.5:1", "ann", "The store is full.", Now);
        var table = Render<BlockedProducerTable>(parameters => parameters.Add(panel => panel.Producers, [producer]).Add(panel => panel.Now, Now.AddSeconds(12)).Add(panel => panel.Zone, TimeZoneInfo.Utc));

        Assert.Equal(["queue://orders", "shop 10.0.0.5:1", "The store is full.", "12 s ago"], table.FindAll("tbody tr > *").Select(cell => cell.TextContent.Trim()));
        Assert.Equal("", Render<BlockedProducerTable>(parameters => parameters.Add(panel => panel.Producers, [])).Markup.Trim());
    }

    [Fact]
    public void Tiles_OldSample_RatesUnknown()
    {
        var tiles = Render<BrokerTiles>(parameters => parameters.Add(panel => panel.Live, new LiveSnapshot(Broker, Group, [new RateSample(Now, 12_400, 3, 0, 0, 0, 0)], Now.AddSeconds(10))));

        Assert.StartsWith("–", tiles.FindAll("dd")[0].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BrokerRole.Master, "Master", "Good")]
    [InlineData(BrokerRole.Slave, "Slave", "Information")]
    [InlineData(BrokerRole.Starting, "Starting", "Information")]
    [InlineData(BrokerRole.Stopping, "Stopping", "Attention")]
    public void Pill_Role_WordIconAndColour(BrokerRole role, string word, string style)
    {
        var pill = Render<RolePill>(parameters => parameters.Add(panel => panel.Role, role)).Find(".pill");

        Assert.Equal(word, pill.TextContent);
        Assert.NotNull(pill.QuerySelector("svg"));
        Assert.Contains(style, pill.ClassList);
    }

    [Fact]
    public void Alarms_Troubled_WorstFirstWithMeaning()
    {
        var alarms = Alarm.Of(Broker with { StoreError = "disk full", StoreDamage = ["segment 3"], BlockedProducers = 4, StoreLimitBytes = 2100 });
        var menu = Render<AlarmMenu>(parameters => parameters.Add(panel => panel.Alarms, alarms));

        Assert.Equal(["StoreError", "StoreDamage", "BlockedProducers", "StoreNearlyFull"], alarms.Select(alarm => alarm.Kind));
        Assert.Equal("4", menu.Find(".menu-text").TextContent);
        Assert.Contains("disk full", menu.Find(".alarm").TextContent, StringComparison.Ordinal);
        Assert.Contains("nothing already answered is lost", menu.Find(".alarm").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "StoreProblem")]
    [InlineData("the same", "StoreError")]
    public void Alarms_StoreProblem_ToldOnce(string? storeError, string kind) =>
        Assert.Equal(kind, Assert.Single(Alarm.Of(Broker with { StoreError = storeError }, "the same")).Kind);

    [Fact]
    public void Alarms_None_SaysSo() =>
        Assert.Contains("No alarms", Render<AlarmMenu>(parameters => parameters.Add(panel => panel.Alarms, Alarm.Of(Broker))).Markup, StringComparison.Ordinal);

    [Fact]
    public void Chart_Samples_AlsoAsTable()
    {
        ComponentFactories.AddStub<Radzen.Blazor.RadzenChart>();
        var end = new DateTime(2026, 3, 1, 12, 10, 0);
        ChartSeries series = new("In", "blue", false, [[new ChartPoint(end.AddSeconds(-30), 10), new ChartPoint(end.AddSeconds(-20), 20)]]);
        var chart = Render<TimeChart>(parameters => parameters.Add(panel => panel.Title, "Traffic").Add(panel => panel.Unit, "msg/s").Add(panel => panel.Series, [series]).Add(panel => panel.End, end));

        var rows = chart.FindAll("tbody tr");
        Assert.Equal(10, rows.Count);
        Assert.Equal("12:0915", rows[^2].TextContent);
        Assert.Equal("12:08–", rows[^3].TextContent);
    }

    [Fact]
    public void Chart_NoSamples_SaysSo() => Assert.Contains(
        "No data yet",
        Render<TimeChart>(parameters => parameters.Add(panel => panel.Series, []).Add(panel => panel.End, DateTime.UnixEpoch)).Markup,
        StringComparison.Ordinal);

    [Fact]
    public void QueueTiles_Queue_Numbers() => Assert.Contains(
        "12.4 k",
        Render<QueueTiles>(parameters => parameters.Add(panel => panel.Queue, new QueueView { Name = "q", Enqueued = 12_400 })).Markup,
        StringComparison.Ordinal);

    [Fact]
    public void EmptyQueues_Address_InSnippet() => Assert.Contains(
        "failover:(tcp://h:61616)",
        Render<EmptyQueues>(parameters => parameters.Add(panel => panel.ClientAddress, "tcp://h:61616")).Find("pre").TextContent,
        StringComparison.Ordinal);

    [Fact]
    public void Failure_WithDetail_FoldedAndDismissable()
    {
        var dismissed = false;
        var panel = Render<FailurePanel>(parameters => parameters
            .Add(failure => failure.Failure, new Failure("What", "Meaning.", "Action.", "stack"))
            .Add(failure => failure.OnClose, () => dismissed = true));

        Assert.Equal("stack", panel.Find("details pre").TextContent);
        panel.Find("button").Click();
        Assert.True(dismissed);
    }

    [Theory]
    [InlineData(1, 219, "1–50 of 219", null, "?2")]
    [InlineData(5, 219, "201–219 of 219", "?4", null)]
    public void Pager_Page_RangeAndLinks(int page, int total, string range, string? previous, string? next)
    {
        var pager = Render<Pager>(parameters => parameters.Add(panel => panel.Page, page).Add(panel => panel.PageSize, 50).Add(panel => panel.Total, total).Add(panel => panel.AddressOf, number => "?" + number));

        Assert.Equal(range, pager.Find("span").TextContent);
        Assert.Equal([previous, next], pager.FindAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void Pager_OnePage_Nothing() =>
        Assert.Empty(Render<Pager>(parameters => parameters.Add(panel => panel.Page, 1).Add(panel => panel.PageSize, 50).Add(panel => panel.Total, 50)).Markup.Trim());
}
