using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Dialogs;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Tests.Web.Components;

public sealed class DialogTests : PanelContext
{
    private readonly FakeBrokerAdministration _broker = new(FakeScene.Empty, TimeProvider.System);

    public DialogTests() => Services.AddSingleton<IBrokerAdministration>(_broker);

    [Fact]
    public void Confirm_NameToType_ButtonWaitsForIt()
    {
        var dialog = Render<ConfirmDialog>(parameters => parameters.Add(panel => panel.Question, "Sure").Add(panel => panel.Verb, "Purge queue").Add(panel => panel.TypedName, "orders"));
        Assert.True(dialog.Find(".danger").HasAttribute("disabled"));

        dialog.Find("input").Input("orders");
        Assert.False(dialog.Find(".danger").HasAttribute("disabled"));
    }

    [Fact]
    public void Confirm_NothingToType_ButtonReady()
    {
        var dialog = Render<ConfirmDialog>(parameters => parameters.Add(panel => panel.Question, "Sure").Add(panel => panel.Verb, "Purge queue"));

        Assert.False(dialog.Find(".danger").HasAttribute("disabled"));
    }

    [Fact]
    public void Create_Name_QueueIsThere()
    {
        var dialog = Draw();
        dialog.Find("#queue-name").Change(" orders ");
        dialog.Find("form").Submit();

        Assert.NotNull(_broker.FindQueue("orders"));
    }

    [Theory]
    [InlineData("", "has no name")]
    [InlineData("a.*", "is no queue name")]
    public void Create_BadName_SaysWhyAndStays(string name, string reason)
    {
        var dialog = Draw();
        dialog.Find("#queue-name").Change(name);
        dialog.Find("form").Submit();

        Assert.Contains(reason, dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<CreateQueueDialog> Draw() =>
        Render<CreateQueueDialog>(parameters => parameters.Add(dialog => dialog.User, new User("admin", UserRole.Administrator)));
}
