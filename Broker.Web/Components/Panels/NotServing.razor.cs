using Broker.Web.Formatting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Stands where messages would be on a node that has none: why, who has them, and the way there.</summary>
public sealed partial class NotServing
{
    [Parameter, EditorRequired]
    public LiveSnapshot Live { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private BrokerRole Role => Live.Broker.Role;

    private string? MasterLink => Live.Master is { IsThis: false } master ? ConsoleLink.Of(master) : null;
}
