using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>The button that hands the store on, and the choice of a slave when there are several; says why when it cannot.</summary>
public sealed partial class SwitchOverAct
{
    private string? _chosen;

    [Parameter, EditorRequired]
    public AvailabilityView Group { get; set; } = null!;

    [Parameter, EditorRequired]
    public User User { get; set; } = null!;

    /// <summary>A switchover is under way.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>Called with the name of the slave that is to follow.</summary>
    [Parameter]
    public EventCallback<string> OnChosen { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private List<string> Slaves =>
    [
        .. Group.Nodes.Where(static node => !node.IsThis && node.Role.Equals(nameof(BrokerRole.Slave), StringComparison.Ordinal)).Select(static node => node.Name),
    ];

    // A slave that was chosen and is gone is no choice any more.
    private string? Successor => _chosen is not null && Slaves.Contains(_chosen, StringComparer.Ordinal) ? _chosen : Slaves.FirstOrDefault();

    private string? Obstacle =>
        User.Role < UserRole.Administrator ? Words["Right.Administrator"].Value
        : Group.Role != BrokerRole.Master ? Words["SwitchOver.NotMaster"].Value
        : Successor is null ? Words["SwitchOver.NoSlave"].Value
        : null;
}
