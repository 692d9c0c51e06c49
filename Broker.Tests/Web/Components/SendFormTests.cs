using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Broker.Web.Formatting;
using Bunit;

namespace Broker.Tests.Web.Components;

public sealed class SendFormTests : PanelContext
{
    private SendRequest? _sent;

    [Fact]
    public void Submit_Filled_RequestHasEverything()
    {
        var form = Draw();
        form.Find("#send-body").Change("hello");
        form.Find("#send-priority").Change("7");
        form.Find("#send-ttl").Change("1.5");
        form.Find(".joined select").Change("Minutes");
        form.Find("#send-correlation").Change("c-1");
        form.Find("#send-type").Change("order");
        form.Find("#send-reply").Change("queue://replies");
        form.Find("#send-group").Change("g");
        form.Find(".check input").Change(false);
        form.Find("fieldset .quiet").Click();
        form.Find(".property input").Change("region");
        form.FindAll(".property input")[1].Change("eu");
        form.Find("form").Submit();

        Assert.NotNull(_sent);
        Assert.Equal(("orders", "hello", 7, false), (_sent.Queue, _sent.Body, _sent.Priority, _sent.Persistent));
        Assert.Equal(TimeSpan.FromSeconds(90), _sent.TimeToLive);
        Assert.Equal(("c-1", "order", "queue://replies", "g"), (_sent.CorrelationId, _sent.Type, _sent.ReplyTo, _sent.GroupId));
        Assert.Equal("eu", _sent.Properties["region"]);
    }

    [Fact]
    public void Submit_Untouched_JmsDefaults()
    {
        Draw().Find("form").Submit();

        Assert.Equal(new SendRequest { Queue = "orders" } with { Properties = _sent!.Properties }, _sent);
        Assert.Empty(_sent.Properties);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-5")]
    public void Submit_BadTimeToLive_SaysTheRightFormAndSendsNothing(string text)
    {
        var form = Draw();
        form.Find("#send-ttl").Change(text);
        form.Find("form").Submit();

        Assert.Contains("number above 0", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Null(_sent);
    }

    [Fact]
    public void Submit_BadPropertyName_SaysTheRightForm()
    {
        var form = Draw();
        form.Find("fieldset .quiet").Click();
        form.Find(".property input").Change("my-name");
        form.Find("form").Submit();

        Assert.Contains("starts with a letter", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Null(_sent);
    }

    [Fact]
    public void Result_Given_IsAStatus()
    {
        var form = Render<SendForm>(parameters => parameters.Add(panel => panel.Queue, "orders").Add(panel => panel.Outcome, new Outcome("Sent and stored as ID:1.")));

        Assert.Equal("Sent and stored as ID:1.", form.Find("[role=status]").TextContent.Trim());
    }

    [Fact]
    public void Failure_Given_IsAnAlert()
    {
        var form = Render<SendForm>(parameters => parameters.Add(panel => panel.Queue, "orders").Add(panel => panel.Outcome, new Outcome(Failure: new("What", "Meaning.", "Action."))));

        Assert.Contains("Meaning. Action.", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<SendForm> Draw() => Render<SendForm>(parameters => parameters
        .Add(form => form.Queue, "orders")
        .Add(form => form.CloseAddress, "/queues/orders")
        .Add(form => form.OnSend, request => _sent = request));
}
