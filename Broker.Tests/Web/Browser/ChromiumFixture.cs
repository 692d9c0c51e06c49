using Broker.Tests.Fixtures;
using Microsoft.Playwright;

namespace Broker.Tests.Web.Browser;

/// <summary>One Chromium for all browser tests. CHROMIUM_PATH names another than /usr/bin/chromium.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A fresh window, signed in.</summary>
    internal async Task<IPage> OpenAsync(ConsoleHost host, int width = 1440, int height = 900, string theme = "light", string language = "en", string path = "/")
    {
        var page = await OpenSignedOutAsync(host, width, height, theme, language);
        await page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(path));
        await SignInAsync(page, host);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>Waits until the page answers to its server, not only shows what was drawn beforehand.</summary>
    internal static Task ReadyAsync(IPage page) => page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    internal async Task<IPage> OpenSignedOutAsync(ConsoleHost host, int width = 1440, int height = 900, string theme = "light", string language = "en")
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = host.Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            TimezoneId = "Europe/Berlin",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    internal static async Task SignInAsync(IPage page, ConsoleHost host)
    {
        await page.FillAsync("#name", ConsoleHost.AdministratorName);
        await page.FillAsync("#password", host.Password);
        await page.ClickAsync("button.primary");
    }
}
