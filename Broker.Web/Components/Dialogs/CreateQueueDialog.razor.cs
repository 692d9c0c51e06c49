using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Radzen;

namespace Broker.Web.Components.Dialogs;

/// <summary>Asks for a name and creates the queue; closes with the name.</summary>
public sealed partial class CreateQueueDialog
{
    private string _name = "";
    private bool _busy;
    private Failure? _failure;

    [Parameter, EditorRequired]
    public User User { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private async Task CreateAsync()
    {
        if (string.IsNullOrWhiteSpace(_name))
        {
            _failure = new Failure(Words["CreateQueue.NoName"], Words["Failure.Unchanged"], Words["CreateQueue.Hint"]);
            return;
        }

        _busy = true;
        try
        {
            await Administration.CreateQueueAsync(User, _name.Trim(), CancellationToken.None);
            Dialogs.Close(_name.Trim());
        }
        catch (Exception exception)
        {
            _failure = Failure.Of(exception, Words);
        }
        finally
        {
            _busy = false;
        }
    }
}
