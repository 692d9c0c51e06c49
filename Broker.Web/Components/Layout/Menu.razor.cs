using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Layout;

/// <summary>A button that opens a small panel below it; the page's script closes it on Escape or a click elsewhere.</summary>
public sealed partial class Menu
{
    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Shown beside the icon where there is room; null for the icon alone.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public string? PanelClass { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
