using Broker.Core.Management;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>One queue's numbers that its line of facts leaves out.</summary>
public sealed partial class QueueTiles
{
    [Parameter, EditorRequired]
    public QueueView Queue { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
