using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Panels;

/// <summary>One number with its name; the exact value on hover. Belongs into a description list.</summary>
public sealed partial class Tile
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter]
    public string? Unit { get; set; }

    [Parameter]
    public string? Exact { get; set; }

    [Parameter]
    public string? Note { get; set; }

    /// <summary>How full, 0 to 100; null draws no meter.</summary>
    [Parameter]
    public int? Percent { get; set; }
}
