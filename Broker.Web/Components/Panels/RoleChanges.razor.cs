using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Who took which role when, and why, newest first.</summary>
public sealed partial class RoleChanges
{
    [Parameter, EditorRequired]
    public IReadOnlyList<RoleChange> Changes { get; set; } = [];

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
