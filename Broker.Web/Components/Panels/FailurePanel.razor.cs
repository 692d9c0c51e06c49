using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>What happened, what it means for messages, what to do; nothing when nothing happened.</summary>
public sealed partial class FailurePanel
{
    [Parameter, EditorRequired]
    public Failure? Failure { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
