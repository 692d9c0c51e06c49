using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Layout;

/// <summary>A line drawing from <see cref="Icons"/>. Decoration only: the word stands beside it or in the control's label.</summary>
public sealed partial class Icon
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter]
    public int Size { get; set; } = 18;

    [Parameter]
    public string? Class { get; set; }
}
