using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Bunit;

namespace Broker.Tests.Web.Components;

public sealed class MessagePanelTests : PanelContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly MessageView Message = new()
    {
        Sequence = 42,
        MessageId = "ID:a-1",
        Kind = "Text",
        Persistent = true,
        Priority = 4,
        Timestamp = Now.AddMinutes(-3),
        Body = "{\"a\":1}",
        BodyBytes = 7,
        Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu" },
    };

    [Fact]
    public void List_Messages_RowPerMessage()
    {
        var list = DrawList([Message]);

        Assert.Equal("?m=42", list.Find("[data-row-link]").GetAttribute("href"));
        Assert.Equal("{\"a\":1}", list.Find("td.preview").TextContent);
        Assert.Equal("3 min ago", list.Find("td.when").TextContent);
        Assert.Empty(list.FindAll(".pager"));
    }

    [Fact]
    public void List_FullPage_NewerLeadsOn()
    {
        var list = Render<MessageList>(parameters => parameters.Add(panel => panel.Messages, [Message]).Add(panel => panel.NewerAddress, "?after=42"));

        var links = list.FindAll(".pager a");
        Assert.Equal("true", links[0].GetAttribute("aria-disabled"));
        Assert.Equal("?after=42", links[2].GetAttribute("href"));
    }

    [Fact]
    public void List_Empty_SaysSo() => Assert.Contains("No messages are waiting", DrawList([]).Find(".none").TextContent, StringComparison.Ordinal);

    [Fact]
    public void List_NotReadYet_FrameAtOnce() => Assert.Contains("Reading", DrawList(null).Find(".none").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Detail_Json_PrettyThenTextThenHex()
    {
        var detail = DrawDetail(Message);
        Assert.Equal("{\n  \"a\": 1\n}", detail.Find(".body").TextContent.ReplaceLineEndings("\n"));

        detail.FindAll(".segments button")[1].Click();
        Assert.Equal("{\"a\":1}", detail.Find(".body").TextContent);

        detail.FindAll(".segments button")[2].Click();
        Assert.StartsWith("000000  7b 22 61", detail.Find(".body").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Detail_Bytes_OnlyHex()
    {
        var detail = DrawDetail(Message with { Kind = "Bytes", Body = "000000  08 01" });

        Assert.Equal("Hex", Assert.Single(detail.FindAll(".segments button")).TextContent);
        Assert.Equal("000000  08 01", detail.Find(".body").TextContent);
    }

    [Fact]
    public void Detail_HeadersAndProperties_Listed()
    {
        var text = DrawDetail(Message).Markup;

        Assert.Contains("ID:a-1", text, StringComparison.Ordinal);
        Assert.Contains("region", text, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 11:57:00 UTC", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Detail_Gone_SaysWhy() => Assert.Contains("no longer waiting", DrawDetail(null).Find(".none").TextContent, StringComparison.Ordinal);

    private IRenderedComponent<MessageList> DrawList(IReadOnlyList<MessageView>? messages) => Render<MessageList>(parameters => parameters
        .Add(list => list.Messages, messages).Add(list => list.Now, Now).Add(list => list.ReadAt, Now)
        .Add(list => list.Zone, TimeZoneInfo.Utc).Add(list => list.AddressOf, sequence => "?m=" + sequence));

    private IRenderedComponent<MessageDetail> DrawDetail(MessageView? message) => Render<MessageDetail>(parameters => parameters
        .Add(detail => detail.Sequence, 42).Add(detail => detail.Message, message).Add(detail => detail.Now, Now)
        .Add(detail => detail.Zone, TimeZoneInfo.Utc).Add(detail => detail.CloseAddress, "/queues/a"));
}
