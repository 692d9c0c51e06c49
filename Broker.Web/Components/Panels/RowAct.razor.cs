using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Panels;

/// <summary>A button in a row of a table, which acts on that row.</summary>
public sealed partial class RowAct
{
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>For those who hear the button without its row: what it does to which object.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Why this person cannot do it; null when they can.</summary>
    [Parameter, EditorRequired]
    public string? Obstacle { get; set; }

    /// <summary>It makes no sense for this row as it is.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public EventCallback OnAct { get; set; }
}
