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

/// <summary>Messages that wait for their time, the next one first, paged by the store; the address says which.</summary>
[Authorize]
public sealed partial class Scheduled
{
    private const int PageSize = 50;

    // The page is read from the store, which has other things to do.
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(2);

    private JobPage _page = new([], null, 0);
    private Task _loading = Task.CompletedTask;
    private DateTimeOffset _loaded;
    private Outcome _outcome = Outcome.None;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [CascadingParameter]
    private User User { get; set; } = null!;

    /// <summary>Part of the destination's name.</summary>
    [SupplyParameterFromQuery(Name = "filter")]
    private string? Filter { get; set; }

    /// <summary>Where the page before ended.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    private string? After { get; set; }

    protected override Task OnParametersSetAsync() => _loading = LoadAsync();

    protected override void OnTick()
    {
        if (_loading.IsCompleted && Live.Time - _loaded >= RefreshPeriod) _loading = LoadAsync();
    }

    private async Task LoadAsync()
    {
        _loaded = Live.Time;
        if (Live.Broker.Role != BrokerRole.Master) return;
        try
        {
            _page = await Administration.ListJobsAsync(User, new(Destination: Filter, After: After, Limit: PageSize), CancellationToken.None);
        }
        catch (Exception exception)
        {
            _outcome = _outcome with { Failure = Failure.Of(exception, Words) };
        }

        await InvokeAsync(StateHasChanged);
    }

    private void ApplyFilter(string? text) => Navigation.NavigateTo(Address(text, after: null), replace: true);

    private string AddressOf(string? after) => Address(Filter, after);

    private string Address(string? filter, string? after) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["filter"] = string.IsNullOrEmpty(filter) ? null : filter,
        ["after"] = after,
    });

    private Task RunAsync(JobView job) => ActAsync("Run", job, Administration.RunJobAsync);

    private Task PauseAsync(JobView job) => ActAsync("Pause", job, Administration.PauseJobAsync);

    private Task ResumeAsync(JobView job) => ActAsync("Resume", job, Administration.ResumeJobAsync);

    private async Task RemoveAsync(JobView job)
    {
        var question = Words["Scheduled.Remove.Question", job.Id, job.Destination];
        if (!await Dialogs.ConfirmAsync(Words, Words["Scheduled.Remove"], question, Words["Scheduled.Remove.Verb"])) return;
        await ActAsync("Remove", job, Administration.RemoveJobAsync);
    }

    private async Task ActAsync(string act, JobView job, Func<User, string, CancellationToken, ValueTask> command)
    {
        _outcome = Outcome.None;
        _outcome = await Outcome.OfAsync(
            async () =>
            {
                await command(User, job.Id, CancellationToken.None);
                return Words[$"Scheduled.{act}.Done", job.Id];
            },
            Words);
        await (_loading = LoadAsync());
    }
}
