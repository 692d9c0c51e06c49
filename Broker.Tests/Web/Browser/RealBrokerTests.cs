using System.Security.Cryptography;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Broker.Tests.Web.Browser;

/// <summary>The console of a real broker process in a real browser, while real clients send and receive.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Browser")]
public sealed class RealBrokerTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task Console_MessagesFlow_OverviewMovesAndASentMessageIsListed()
    {
        var password = RandomNumberGenerator.GetHexString(20);
        await using var broker = await BrokerProcess.StartAsync($"--Security:Administrator:Password={password}");
        await using var load = await FailoverLoad.StartAsync(broker);
        await load.MoreAnsweredAsync(100);

        var page = await SignInAsync(broker, password);
        var tile = page.Locator(".tile").First;
        var before = await tile.GetAttributeAsync("title");
        await Expect(tile).Not.ToHaveAttributeAsync("title", before!);
        await Expect(page.Locator(".chart-area svg path").First).ToBeAttachedAsync();
        var chart = await page.Locator(".chart-area svg").First.InnerHTMLAsync();
        await page.WaitForFunctionAsync("old => document.querySelector('.chart-area svg').innerHTML !== old", chart);

        await page.GotoAsync("/queues");
        await ChromiumFixture.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create queue" }).ClickAsync();
        await page.FillAsync("#queue-name", "from.console");
        await page.Locator(".dialog-form .primary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Send message" }).ClickAsync();
        await page.FillAsync("#send-body", "hello from the form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();
        await Expect(page.Locator(".side-panel [role=status]")).ToContainTextAsync("Sent and stored as ID:");
        await Expect(page.Locator("td.preview")).ToHaveTextAsync("hello from the form");
        await page.Context.DisposeAsync();

        Assert.True((await load.StopAndVerifyAsync()).Passed);
    }

    private async Task<IPage> SignInAsync(BrokerProcess broker, string password)
    {
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = broker.HttpUrl, Locale = "en" });
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#name", "admin");
        await page.FillAsync("#password", password);
        await page.ClickAsync("button.primary");
        await ChromiumFixture.ReadyAsync(page);
        return page;
    }
}
