using Broker.Tests.Fixtures;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Broker.Tests.Web.Browser;

/// <summary>What axe finds on the pages in a real browser, and whether they fit their window.</summary>
[Trait("Category", "Browser")]
public sealed class AccessibilityTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Theory]
    [InlineData("light", 1440)]
    [InlineData("dark", 1440)]
    [InlineData("light", 400)]
    public async Task EveryPage_Axe_NoViolationsAndNothingToScrollSideways(string theme, int width)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Troubled);
        var page = await chromium.OpenAsync(host, width, theme: theme);
        foreach (var path in new[] { "/", "/queues", "/queues?filter=none", "/queues/orders.paid", "/queues/orders.paid?message=810001", "/queues/orders.paid?panel=send", "/queues/nowhere", "/scheduled", "/scheduled?filter=none", "/transactions", "/availability", "/nowhere" })
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
            if (path != "/nowhere")
            {
                await ChromiumFixture.ReadyAsync(page);
            }

            await CheckAsync(page, path);
        }

        await page.GotoAsync("/queues/orders.paid");
        await ChromiumFixture.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Purge queue" }).ClickAsync();
        await Expect(page.Locator("#typed-name")).ToBeVisibleAsync();
        await CheckAsync(page, "purge dialog");
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        await CheckAsync(page, "sign-in");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("light", 1440)]
    [InlineData("dark", 400)]
    public async Task SlavePages_Axe_NoViolationsAndNothingToScrollSideways(string theme, int width)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Slave);
        var page = await chromium.OpenAsync(host, width, theme: theme);
        foreach (var path in new[] { "/", "/queues", "/queues/orders.paid", "/scheduled", "/transactions", "/availability" })
        {
            await page.GotoAsync(path);
            await ChromiumFixture.ReadyAsync(page);
            await CheckAsync(page, path);
        }

        await page.Context.DisposeAsync();
    }

    private static async Task CheckAsync(IPage page, string what)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = new HashSet<ResultType> { ResultType.Violations } });
        Assert.True(result.Violations.Length == 0, what + ": " + string.Join("; ", result.Violations.Select(
            violation => violation.Id + " " + string.Join(", ", violation.Nodes.Take(3).Select(node => node.Html)))));
        var (content, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("innerWidth"));
        Assert.True(content <= window, $"{what} is {content} px wide in a window of {window}");
    }
}
