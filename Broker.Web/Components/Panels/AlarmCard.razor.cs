using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>One alarm: what happened, what it means for messages, what to do.</summary>
public sealed partial class AlarmCard
{
    [Parameter, EditorRequired]
    public Alarm Alarm { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
