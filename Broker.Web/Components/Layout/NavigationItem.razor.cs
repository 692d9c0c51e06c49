using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Broker.Web.Components.Layout;

/// <summary>A link that knows whether the page shown is its own or below it.</summary>
public sealed partial class NavigationItem : IDisposable
{
    [Parameter, EditorRequired]
    public string Href { get; set; } = "/";

    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool IsCurrent
    {
        get
        {
            var path = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
            return path == Href || (Href != "/" && path.StartsWith(Href + "/", StringComparison.Ordinal));
        }
    }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(StateHasChanged);
}
