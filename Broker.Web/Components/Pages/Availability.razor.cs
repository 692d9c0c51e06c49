using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Components.Dialogs;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Radzen;

namespace Broker.Web.Components.Pages;

/// <summary>The nodes on this store: who serves and why, who could take over, and the button that makes one of them do so.</summary>
[Authorize]
public sealed partial class Availability
{
    private string? _successor;
    private Outcome _outcome = Outcome.None;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [CascadingParameter]
    private User User { get; set; } = null!;

    private string Facts => string.Join(" · ",
        Words["Fact.Nodes", Compact.Count(Live.Group.Nodes.Count)],
        Live.Master is { } master ? Words["Fact.Master", master.Name] : Words["Fact.NoMaster"],
        Words["Fact.Slaves", Compact.Count(Live.Group.Nodes.Count(static node => node.Role.Equals(nameof(BrokerRole.Slave), StringComparison.Ordinal)))]);

    private async Task SwitchOverAsync(string node)
    {
        _outcome = Outcome.None;
        var question = Words["SwitchOver.Question", node, Live.Broker.NodeName];
        if (!await Dialogs.ConfirmAsync(Words, Words["SwitchOver.Title"], question, Words["SwitchOver.Verb", node])) return;
        _successor = node;
        _outcome = await Outcome.OfAsync(
            async () =>
            {
                var started = Ticker.Take().Time;
                await Administration.SwitchOverAsync(User, node, CancellationToken.None);
                return Words["SwitchOver.Done", node, Compact.ExactRate((Ticker.Take().Time - started).TotalSeconds)];
            },
            Words);
        _successor = null;
    }
}
