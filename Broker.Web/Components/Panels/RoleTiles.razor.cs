using Broker.Core.Management;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>What this node does for its group, for how long, and how sure it is of it.</summary>
public sealed partial class RoleTiles
{
    [Parameter, EditorRequired]
    public AvailabilityView Group { get; set; } = null!;

    [Parameter, EditorRequired]
    public string NodeName { get; set; } = "";

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
