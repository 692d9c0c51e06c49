using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>What the node does for its group: a word, an icon, and a colour, in that order of importance.</summary>
public sealed partial class RolePill
{
    [Parameter, EditorRequired]
    public BrokerRole Role { get; set; }

    /// <summary>Why, on hover; null when there is nothing to say.</summary>
    [Parameter]
    public string? Reason { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private Severity Severity => Role switch
    {
        BrokerRole.Master => Severity.Good,
        BrokerRole.Stopping => Severity.Attention,
        _ => Severity.Information,
    };

    private string IconName => Role switch
    {
        BrokerRole.Master => "good",
        BrokerRole.Stopping => "stopping",
        _ => "waiting",
    };
}
