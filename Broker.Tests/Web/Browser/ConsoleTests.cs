using System.Text.RegularExpressions;
using Broker.Core.Management;
using Broker.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Broker.Tests.Web.Browser;

/// <summary>The console in a real browser, on a pretended broker.</summary>
[Trait("Category", "Browser")]
public sealed class ConsoleTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task SignIn_WrongThenRight_ReachesThePageAskedFor()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenSignedOutAsync(host);
        await page.GotoAsync("/queues?sort=Messages");
        await page.FillAsync("#name", "admin");
        await page.FillAsync("#password", "wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not belong together");

        await ChromiumFixture.SignInAsync(page, host);
        await Expect(page).ToHaveURLAsync(new Regex("/queues\\?sort=Messages$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await ChromiumFixture.ReadyAsync(page);
        var cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "broker-session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);

        await page.GetByLabel("Signed in").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/queues");
        await Expect(page.Locator("#password")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Overview_Traffic_NumbersAndChartMoveWithoutScriptErrors()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenSignedOutAsync(host);
        List<string> errors = [];
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        await page.GotoAsync("/");
        await ChromiumFixture.SignInAsync(page, host);
        await Expect(page.Locator(".chart-area svg path").First).ToBeAttachedAsync();

        var tile = page.Locator(".tile").First;
        var (number, chart) = (await tile.GetAttributeAsync("title"), await page.Locator(".chart-area svg").First.InnerHTMLAsync());
        await Expect(tile).Not.ToHaveAttributeAsync("title", number!);
        await page.WaitForFunctionAsync("old => document.querySelector('.chart-area svg').innerHTML !== old", chart);
        Assert.Empty(errors);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Queue_SendThroughForm_ReachesBrokerAndAppearsInList()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Empty);
        var page = await chromium.OpenAsync(host, path: "/queues");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create queue" }).ClickAsync();
        await page.FillAsync("#queue-name", "a/b?c=d & 仓.1");
        await page.Locator(".dialog-form .primary").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("a/b?c=d & 仓.1");
        await page.ReloadAsync();
        await ChromiumFixture.ReadyAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("a/b?c=d & 仓.1");

        await page.GetByRole(AriaRole.Link, new() { Name = "Send message" }).ClickAsync();
        await page.FillAsync("#send-body", "{\"hello\":\"there\"}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();
        await Expect(page.Locator(".side-panel [role=status]")).ToContainTextAsync("Sent and stored as ID:");
        await Expect(page.Locator("td.preview")).ToHaveTextAsync("{\"hello\":\"there\"}");
        Assert.Equal("{\"hello\":\"there\"}", Assert.Single(host.Broker.Sent).Request.Body);

        await page.Locator("td.preview").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("message=1$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator(".side-panel .body")).ToContainTextAsync("\"hello\": \"there\"");

        await page.GetByRole(AriaRole.Button, new() { Name = "Purge queue" }).ClickAsync();
        await page.Locator(".dialog-form .danger").ClickAsync();
        await Expect(page.Locator(".content > .notice[role=status]")).ToContainTextAsync("Removed 1 messages");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task DeadLetterQueue_RetryOneThenAll_GoBack()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, path: "/queues/ActiveMQ.DLQ");
        var waiting = host.Broker.FindQueue("ActiveMQ.DLQ")!.Messages;
        await page.Locator("td.preview").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry this message" }).ClickAsync();
        await page.Locator(".dialog-form .danger").ClickAsync();
        await Expect(page.Locator(".content > .notice[role=status]")).ToContainTextAsync("Sent 1 messages back");
        Assert.Equal(waiting - 1, host.Broker.FindQueue("ActiveMQ.DLQ")!.Messages);

        await page.GetByRole(AriaRole.Button, new() { Name = "Retry all" }).ClickAsync();
        await page.Locator(".dialog-form .danger").ClickAsync();
        await Expect(page.Locator("td.preview")).ToHaveCountAsync(0);
        Assert.Equal(0, host.Broker.FindQueue("ActiveMQ.DLQ")!.Messages);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Availability_SwitchOver_AsksThenShowsTheNewMaster()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, path: "/availability");
        await page.Locator("#successor").SelectOptionAsync("broker-c:8161");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch over" }).ClickAsync();
        await Expect(page.Locator(".dialog-form p")).ToContainTextAsync("broker-c:8161 takes over from broker-a:8161");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch over to broker-c:8161" }).ClickAsync();

        await Expect(page.Locator(".content > .notice.Good")).ToContainTextAsync("broker-c:8161 serves now");
        await Expect(page.Locator(".top .pill")).ToHaveTextAsync("Slave");
        await Expect(page.Locator(".top-master")).ToHaveTextAsync("Master: broker-c:8161");
        await Expect(page.GetByText("Only the master can hand the store on")).ToBeVisibleAsync();
        Assert.Equal("broker-c:8161", host.Broker.Master);

        await page.Locator(".side-item", new() { HasText = "Queues" }).ClickAsync();
        await Expect(page.Locator(".empty h2")).ToHaveTextAsync("This node is a slave");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the master's console" })).ToHaveAttributeAsync("href", "http://broker-c:8161");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Availability_SwitchOverRefused_SaysWhyAndWhatToDo()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        host.Broker.Failure = new CommandRefusedException(CommandRefusal.Conflict, "broker-b:8161 does not answer.");
        var page = await chromium.OpenAsync(host, path: "/availability");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch over" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch over to broker-b:8161" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("broker-b:8161 does not answer.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was changed.");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Queues_FilterAsYouType_AddressAndRowsFollow()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, path: "/queues");
        await Expect(page.Locator("[data-row]")).ToHaveCountAsync(50);
        await page.Locator("#filter").PressSequentiallyAsync("dlq");
        await Expect(page.Locator("[data-row]")).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new Regex("filter=dlq$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator("#filter")).ToHaveValueAsync("dlq");

        await page.Locator("#filter").FillAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "Messages", Exact = true }).ClickAsync();
        await Expect(page.Locator("th[aria-sort]")).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.Locator(".pager span")).ToContainTextAsync("51–100");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Settings_LanguageAndTheme_ChangeAndStay()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, path: "/queues?sort=Size");
        await page.GetByLabel("Theme").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.GetByLabel("Language").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "简体中文" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("队列");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Keyboard_FromTheTop_ReachesMainActions()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, path: "/queues");
        await Expect(page.Locator("[data-row]")).ToHaveCountAsync(50);
        await page.Locator(".skip").FocusAsync();
        List<string> stops = ["Skip to content"];
        for (var i = 0; i < 25; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            stops.Add(await page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText ?? document.activeElement.id).trim() || document.activeElement.id"));
        }

        Assert.All(new[] { "Skip to content", "Show or hide navigation", "Alarms", "Overview", "Queues", "Create queue", "filter", "Pause", "ActiveMQ.DLQ" }, stop => Assert.Contains(stop, stops));

        await page.Locator("[data-row-link]").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("audit.america");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Drawer_Narrow_OpensAndClosesOnChoice()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, 400);
        var item = page.Locator(".side-item", new() { HasText = "Queues" });
        await Expect(item).ToBeHiddenAsync();
        await page.GetByLabel("Show or hide navigation").ClickAsync();
        await item.ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Queues");
        await Expect(item).ToBeHiddenAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Server_GoneAndBack_BarThenFreshPage()
    {
        var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host);
        await Expect(page.Locator(".chart-area svg path").First).ToBeAttachedAsync();
        var port = host.Address.Port;
        await host.DisposeAsync();
        await Expect(page.Locator(".lost")).ToBeVisibleAsync();
        await Expect(page.Locator(".lost")).ToContainTextAsync("connection to this node is lost");

        await using var again = await ConsoleHost.StartAsync(FakeScene.Busy, port);
        await Expect(page.Locator("#password, .tiles").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(page.Locator(".lost")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await page.Context.DisposeAsync();
    }
}
