using Broker.Core.Management;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Producers that wait for space: who, where to, and for what; nothing while there are none.</summary>
public sealed partial class BlockedProducerTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<BlockedProducerView> Producers { get; set; } = [];

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter, EditorRequired]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
