using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Components.Dialogs;
using Broker.Web.Formatting;
using Broker.Web.Hosting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Radzen;

namespace Broker.Web.Components.Pages;

/// <summary>All queues, filtered, sorted and paged by the engine; the address says how.</summary>
[Authorize]
public sealed partial class Queues
{
    private QueueListState _state = new("", QueueSort.Name, false, 1);
    private QueueRows _rows = null!;
    private readonly Queue<string> _typed = new();
    private string _filterText = "";
    private string? _followed;
    private Outcome _outcome = Outcome.None;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private IOptions<BrokerOptions> Options { get; set; } = null!;

    [CascadingParameter]
    private User User { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "filter")]
    private string? Filter { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Page { get; set; }

    private string? CreateHint => User.Role < UserRole.Administrator ? Words["Right.Administrator"].Value : null;

    private string Address => ClientAddress.Of(Options.Value.TransportConnectors, new Uri(Navigation.BaseUri).Host);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _rows = new QueueRows(Administration);
    }

    protected override void OnParametersSet()
    {
        _state = QueueListState.From(Filter, Sort, Order, Page);
        FollowAddress();
        _rows.Refresh(_state.ToQuery(), Live.Time);
    }

    protected override void OnTick() => _rows.Refresh(_state.ToQuery(), Live.Time);

    private void FilterChanged()
    {
        var wanted = _state with { Filter = _filterText, Page = 1 };
        if (wanted.Filter != (_typed.Count > 0 ? _typed.Last() : _state.Filter))
        {
            _typed.Enqueue(wanted.Filter);
            Navigation.NavigateTo(wanted.ToAddress(), replace: true);
        }
    }

    // The address follows the typing by a round trip, may skip some of it, and is told again without having changed; only one that was
    // not typed here changes the field.
    private void FollowAddress()
    {
        if (_state.Filter == _followed) return;
        _followed = _state.Filter;
        if (_typed.Contains(_followed))
        {
            while (_typed.Dequeue() != _followed)
            {
            }
        }
        else
        {
            _typed.Clear();
            _filterText = _followed;
        }
    }

    private async Task CreateAsync()
    {
        string title = Words["CreateQueue.Title"];
        var name = await Dialogs.OpenAsync<CreateQueueDialog>(
            title, new(StringComparer.Ordinal) { [nameof(CreateQueueDialog.User)] = User }, DialogLook.Small(Words["Act.Close"]));
        if (name is string created)
        {
            _outcome = new(Result: Words["CreateQueue.Done", created]);
            Navigation.NavigateTo(QueueAddress.For(created));
        }
    }
}
