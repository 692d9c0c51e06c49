using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Broker.Web.Live;
using Bunit;

namespace Broker.Tests.Web.Components;

public sealed class QueueTableTests : PanelContext
{
    private static readonly QueueListState State = QueueListState.From("ord", "Messages", "desc", 2);

    [Fact]
    public void Rows_Queue_LinkCompactAndExact()
    {
        var table = Draw(new QueueRow(new QueueView { Name = "a/b", Messages = 12_449, SizeBytes = 1024 }));

        var link = table.Find("[data-row-link]");
        Assert.Equal("/queues/a~002Fb", link.GetAttribute("href"));
        Assert.Equal("a/b", link.TextContent);
        var messages = table.FindAll("tbody td")[0];
        Assert.Equal("12.4 k", messages.TextContent);
        Assert.Equal("12,449", messages.GetAttribute("title"));
    }

    [Fact]
    public void Head_SortedColumn_SaysSoAndTurnsRound()
    {
        var head = Draw().Find("th[aria-sort]");

        Assert.Equal("descending", head.GetAttribute("aria-sort"));
        Assert.Equal("/queues?filter=ord&sort=Messages", head.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Rows_SpecialQueues_Tagged()
    {
        var table = Draw(
            new QueueRow(new QueueView { Name = "ActiveMQ.DLQ", IsDeadLetterQueue = true }),
            new QueueRow(new QueueView { Name = "x", BlockedProducers = 2 }, Gone: true));

        Assert.Equal(["dead letters", "2 blocked", "deleted"], table.FindAll(".tag").Select(tag => tag.TextContent));
        Assert.Single(table.FindAll("tr.gone"));
    }

    [Fact]
    public void Rows_None_SaysWhatWasSoughtAndHowToClear()
    {
        var none = Draw().Find(".none");

        Assert.Contains("“ord”", none.TextContent, StringComparison.Ordinal);
        Assert.Equal("/queues?sort=Messages&order=desc", none.QuerySelector("a")!.GetAttribute("href"));
    }

    private IRenderedComponent<QueueTable> Draw(params QueueRow[] rows) =>
        Render<QueueTable>(parameters => parameters.Add(table => table.Rows, rows).Add(table => table.State, State));
}
