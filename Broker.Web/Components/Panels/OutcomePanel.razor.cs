using Broker.Web.Formatting;
using Microsoft.AspNetCore.Components;

namespace Broker.Web.Components.Panels;

/// <summary>What became of the last act: done, failed, or nothing to tell.</summary>
public sealed partial class OutcomePanel
{
    [Parameter, EditorRequired]
    public Outcome Outcome { get; set; } = Outcome.None;

    /// <summary>Called when a failure has been read.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }
}
