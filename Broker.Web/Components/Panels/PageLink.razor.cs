using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Panels;

/// <summary>A link to another page of a list, which stays in its place when there is none.</summary>
public sealed partial class PageLink
{
    /// <summary>Null: there is no such page.</summary>
    [Parameter, EditorRequired]
    public string? Address { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? ChildContent { get; set; }
}
