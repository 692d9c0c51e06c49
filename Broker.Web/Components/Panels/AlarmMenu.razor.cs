using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>How many alarms there are, and which.</summary>
public sealed partial class AlarmMenu
{
    [Parameter, EditorRequired]
    public IReadOnlyList<Alarm> Alarms { get; set; } = [];

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private string Label => Words["Alarm.Label"];
}
