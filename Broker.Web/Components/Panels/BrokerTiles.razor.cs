using Broker.Web.Formatting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>The broker's six numbers.</summary>
public sealed partial class BrokerTiles
{
    [Parameter, EditorRequired]
    public LiveSnapshot Live { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private string Limit(long bytes) => bytes > 0 ? Words["Tile.Limit", Compact.Bytes(bytes)] : Words["Tile.DiskOnly"];
}
