using Broker.Tests.Fixtures;
using Microsoft.Playwright;

namespace Broker.Tests.Web.Browser;

/// <summary>Pictures of every page for looking at: set CONSOLE_SCREENSHOTS to a folder and run this class.</summary>
[Trait("Category", "Screenshots")]
public sealed class Screenshots(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONSOLE_SCREENSHOTS");
    private static readonly int[] Widths = [1440, 400];

    public static TheoryData<FakeScene> Scenes => [FakeScene.Busy, FakeScene.Empty, FakeScene.Troubled, FakeScene.Slave];

    [ScreenshotTheory]
    [MemberData(nameof(Scenes))]
    public async Task Take_EveryPage_Written(FakeScene scene)
    {
        await using var host = await ConsoleHost.StartAsync(scene);
        foreach (var theme in new[] { "light", "dark" })
        {
            foreach (var width in Widths)
            {
                var page = await chromium.OpenAsync(host, width, theme: theme);
                await TakeAsync(page, "/", "overview");
                await TakeAsync(page, "/queues", "queues");
                await TakeAsync(page, "/availability", "availability");
                await TakeAsync(page, "/scheduled", "scheduled");
                await TakeAsync(page, "/transactions", "transactions");
                if (scene == FakeScene.Busy)
                {
                    await TakeAsync(page, "/queues?sort=Messages&order=desc&page=2", "queues-sorted");
                    await TakeAsync(page, "/queues?filter=nothing-like-it", "queues-no-match");
                    await TakeAsync(page, "/queues/orders.paid", "queue");
                    var first = await page.Locator("[data-row-link]").First.GetAttributeAsync("href");
                    await TakeAsync(page, first!, "message");
                    await TakeAsync(page, "/queues/orders.paid?panel=send", "send");
                    await page.GetByRole(AriaRole.Button, new() { Name = "Purge queue" }).ClickAsync(new() { Force = true });
                    await page.WaitForTimeoutAsync(600);
                    await SaveAsync(page, "purge");
                    await TakeAsync(page, "/availability", "availability");
                    await page.GetByRole(AriaRole.Button, new() { Name = "Switch over" }).ClickAsync();
                    await page.WaitForTimeoutAsync(600);
                    await SaveAsync(page, "switch-over");
                    await TakeAsync(page, "/queues/none", "queue-none");
                    await page.Context.ClearCookiesAsync();
                    await TakeAsync(page, "/sign-in", "sign-in");
                }

                if (scene == FakeScene.Troubled)
                {
                    await page.Locator("details[data-menu] summary").First.ClickAsync();
                    await SaveAsync(page, "alarms");
                }

                await page.Context.DisposeAsync();

                async Task TakeAsync(IPage page, string path, string name)
                {
                    await page.GotoAsync(path);
                    await page.WaitForTimeoutAsync(1_500);
                    await SaveAsync(page, name);
                }

                Task SaveAsync(IPage page, string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, $"{name}-{scene}-{width}-{theme}.png".ToLowerInvariant()) });
            }
        }
    }

    [ScreenshotTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Take_ServerGone_Written(string theme)
    {
        var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        var page = await chromium.OpenAsync(host, theme: theme);
        await page.WaitForTimeoutAsync(1_500);
        await host.DisposeAsync();
        await page.WaitForTimeoutAsync(2_000);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, $"lost-{theme}.png") });
    }

    private sealed class ScreenshotTheoryAttribute : TheoryAttribute
    {
        public ScreenshotTheoryAttribute()
        {
            if (Folder is null)
            {
                Skip = "Set CONSOLE_SCREENSHOTS to a folder to take pictures";
            }
        }
    }
}
