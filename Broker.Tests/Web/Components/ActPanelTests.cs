using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Broker.Web.Formatting;
using Bunit;

namespace Broker.Tests.Web.Components;

/// <summary>What stands around acting on a page: the button in a row, and what became of the act.</summary>
public sealed class ActPanelTests : PanelContext
{
    [Fact]
    public void Outcome_Done_IsAStatusAndNoAlert()
    {
        var panel = Draw(new(Result: "Purged 3 messages."));
        Assert.Equal("Purged 3 messages.", panel.Find("[role=status]").TextContent);
        Assert.Empty(panel.FindAll("[role=alert]"));
    }

    [Fact]
    public void Outcome_Failed_IsAnAlertThatCanBeDismissed()
    {
        var closed = 0;
        var panel = Render<OutcomePanel>(parameters => parameters
            .Add(one => one.Outcome, new Outcome(Failure: new("What", "Meaning.", "Action.")))
            .Add(one => one.OnClose, () => closed++));
        Assert.Contains("Meaning. Action.", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("[role=status]"));
        panel.Find("button").Click();
        Assert.Equal(1, closed);
    }

    [Fact]
    public void Outcome_None_SaysNothing() => Assert.Equal("", Draw(Outcome.None).Markup.Trim());

    [Fact]
    public async Task Outcome_OfAnAct_IsItsSentenceOrItsRefusal()
    {
        Assert.Equal(new Outcome(Result: "Done."), await Outcome.OfAsync(() => Task.FromResult<string?>("Done."), EnglishWords.Instance));
        var refused = await Outcome.OfAsync(() => throw new CommandRefusedException(CommandRefusal.Forbidden, "Not you."), EnglishWords.Instance);
        Assert.Equal("Not you.", refused.Failure!.What);
        Assert.Null(refused.Result);
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData("Operators can do this", false, true)]
    public void RowAct_ObstacleOrNoSense_IsDisabledAndSaysWhy(string? obstacle, bool disabled, bool expected)
    {
        var acts = 0;
        var button = Render<RowAct>(parameters => parameters
            .Add(act => act.Text, "Remove").Add(act => act.Label, "Remove ID:1").Add(act => act.Obstacle, obstacle).Add(act => act.Disabled, disabled)
            .Add(act => act.OnAct, () => acts++)).Find("button");
        Assert.Equal(("Remove", "Remove ID:1", obstacle), (button.TextContent, button.GetAttribute("aria-label"), button.GetAttribute("title")));
        Assert.Equal(expected, button.HasAttribute("disabled"));
        if (expected) return;
        button.Click();
        Assert.Equal(1, acts);
    }

    [Theory]
    [InlineData(null, "true")]
    [InlineData("/queues?page=2", null)]
    public void PageLink_NoSuchPage_StaysInItsPlaceDisabled(string? address, string? disabled)
    {
        var link = Render<PageLink>(parameters => parameters.Add(one => one.Address, address).AddChildContent("Next")).Find("a");
        Assert.Equal(("Next", address, disabled), (link.TextContent, link.GetAttribute("href"), link.GetAttribute("aria-disabled")));
    }

    private IRenderedComponent<OutcomePanel> Draw(Outcome outcome) => Render<OutcomePanel>(parameters => parameters.Add(panel => panel.Outcome, outcome));
}
