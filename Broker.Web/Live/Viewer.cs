using Microsoft.JSInterop;

namespace Broker.Web.Live;

/// <summary>The browser at the other end of one circuit: its time zone, its theme, and whether anyone can see the page.</summary>
public sealed class Viewer(IJSRuntime script) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<Viewer>? _self;

    /// <summary>The page came into sight or went out of it, or the other facts arrived.</summary>
    public event Action? Changed;

    public bool Visible { get; private set; } = true;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>system, light or dark.</summary>
    public string Theme { get; private set; } = "system";

    public async Task StartAsync()
    {
        _module = await script.InvokeAsync<IJSObjectReference>("import", "./js/viewer.js");
        _self = DotNetObjectReference.Create(this);
        var facts = await _module.InvokeAsync<Facts?>("start", _self);
        Visible = facts?.Visible ?? true;
        Theme = facts?.Theme ?? Theme;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(facts?.Zone ?? "", out var zone))
        {
            Zone = zone;
        }

        Changed?.Invoke();
    }

    public async Task SetThemeAsync(string theme)
    {
        Theme = theme;
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("setTheme", theme);
        }
    }

    [JSInvokable]
    public void VisibilityChanged(bool visible)
    {
        Visible = visible;
        Changed?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("stop");
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and what it held with it.
        }

        _self?.Dispose();
    }

    /// <summary>What the script reports at its start.</summary>
    public sealed record Facts(string? Zone, string? Theme, bool Visible);
}
