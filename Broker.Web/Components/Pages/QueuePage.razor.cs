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

/// <summary>One queue: its numbers, its waiting messages page by page, one of them beside the list, and a form that sends.</summary>
[Authorize]
public sealed partial class QueuePage
{
    private const int PageSize = 50;
    private const long TypeNameAbove = 1000;

    // Where the pages before this one began: a queue is read forwards only.
    private readonly Stack<long> _trail = new();
    private QueueView? _queue;
    private IReadOnlyList<MessageView>? _messages;
    private (string Name, long After)? _read;
    private MessageView? _message;
    private DateTimeOffset _readAt;
    private Outcome _outcome = Outcome.None;
    private Outcome _sent = Outcome.None;

    [Parameter]
    public string Segment { get; set; } = "";

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

    [SupplyParameterFromQuery(Name = "after")]
    private long? AfterParameter { get; set; }

    [SupplyParameterFromQuery(Name = "message")]
    private long? Message { get; set; }

    [SupplyParameterFromQuery(Name = "panel")]
    private string? Panel { get; set; }

    private string Name => QueueAddress.Decode(Segment);

    private long After => Math.Max(0, AfterParameter ?? 0);

    private bool MaySend => User.Role >= UserRole.Operator;

    private bool MayDelete => User.Role >= UserRole.Administrator;

    private string? SendHint => MaySend ? null : Words["Right.Operator"].Value;

    private string? DeleteHint => MayDelete ? null : Words["Right.Administrator"].Value;

    private bool HasSide => Message is not null || (Panel == "send" && MaySend);

    private string Facts => _queue is null ? "" : string.Join(" · ",
        Words["Fact.Messages", Compact.Count(_queue.Messages)],
        Words["Fact.InFlight", Compact.Count(_queue.InFlight)],
        Words["Fact.Consumers", Compact.Count(_queue.Consumers)],
        Words["Fact.Producers", Compact.Count(_queue.Producers)],
        Compact.Bytes(_queue.SizeBytes));

    protected override async Task OnParametersSetAsync()
    {
        _queue = Administration.FindQueue(Name);
        if (_read != (Name, After))
        {
            FollowTrail();
            await ReadAsync();
        }

        if (Message != _message?.Sequence)
        {
            await ReadMessageAsync();
        }
    }

    protected override void OnTick()
    {
        var appeared = _queue is null;
        _queue = Administration.FindQueue(Name);
        if (appeared && _queue is not null) _ = ReadNowAsync();
    }

    // The queue has come to be, or this node has become master, while the page was open.
    private async Task ReadNowAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private void FollowTrail()
    {
        if (_read is not { } read || read.Name != Name || After == 0)
        {
            _trail.Clear();
        }
        else if (After > read.After)
        {
            _trail.Push(read.After);
        }

        while (_trail.Count > 0 && _trail.Peek() >= After)
        {
            _trail.Pop();
        }
    }

    private async Task ReadAsync()
    {
        _read = (Name, After);
        try
        {
            _messages = _queue is null ? [] : await Administration.BrowseAsync(User, Name, After, PageSize, CancellationToken.None);
            _readAt = Live.Time;
        }
        catch (Exception exception)
        {
            _messages = [];
            _outcome = _outcome with { Failure = Failure.Of(exception, Words) };
        }
    }

    private async Task ReadMessageAsync()
    {
        _message = Message is { } wanted ? _messages?.FirstOrDefault(message => message.Sequence == wanted) : null;
        if (_message is not null || Message is not { } sequence || _queue is null)
        {
            return;
        }

        try
        {
            var found = await Administration.BrowseAsync(User, Name, sequence - 1, 1, CancellationToken.None);
            _message = found is [var first] && first.Sequence == sequence ? first : null;
        }
        catch (Exception exception)
        {
            _outcome = _outcome with { Failure = Failure.Of(exception, Words) };
        }
    }

    private async Task SendAsync(SendRequest request)
    {
        _sent = Outcome.None;
        _sent = await Outcome.OfAsync(
            async () =>
            {
                var id = await Administration.SendAsync(User, request, CancellationToken.None);
                _queue = Administration.FindQueue(Name);
                await ReadAsync();
                return Words["Send.Done", id];
            },
            Words);
    }

    private async Task PurgeAsync()
    {
        var count = _queue!.Messages - _queue.InFlight;
        string question = Words["Purge.Question", Compact.Exact(count), Name];
        if (_queue.InFlight > 0)
        {
            question += " " + Words["Purge.InFlight", Compact.Exact(_queue.InFlight)];
        }

        if (!await ConfirmAsync("Purge", question, count))
        {
            return;
        }

        await ActAsync(async () =>
        {
            var started = Ticker.Take().Time;
            var removed = await Administration.PurgeQueueAsync(User, Name, CancellationToken.None);
            var now = Ticker.Take().Time;
            _queue = Administration.FindQueue(Name);
            await ReadAsync();
            return Words["Purge.Done", Compact.Exact(removed), Name, Compact.ExactRate((now - started).TotalSeconds)];
        });
    }

    private async Task RetryAsync(MessageSelection selection, long count)
    {
        if (!await ConfirmAsync("Retry", Words["Retry.Question", Compact.Exact(count)], count))
        {
            return;
        }

        await ActAsync(async () =>
        {
            var sent = await Administration.RetryMessagesAsync(User, Name, selection, CancellationToken.None);
            _queue = Administration.FindQueue(Name);
            await ReadAsync();
            return Words["Retry.Done", Compact.Exact(sent)];
        });
    }

    private async Task DeleteAsync()
    {
        if (await ConfirmAsync("Delete", Words["Delete.Question", Name, Compact.Exact(_queue!.Messages)], _queue.Messages))
        {
            await ActAsync(async () =>
            {
                await Administration.DeleteQueueAsync(User, Name, CancellationToken.None);
                Navigation.NavigateTo("/queues");
                return null;
            });
        }
    }

    private Task<bool> ConfirmAsync(string act, string question, long count) =>
        Dialogs.ConfirmAsync(Words, Words[act + ".Title"], question, Words[act + ".Verb"], count > TypeNameAbove ? Name : null);

    private async Task ActAsync(Func<Task<string?>> act)
    {
        _outcome = Outcome.None;
        var acted = await Outcome.OfAsync(act, Words);

        // It was done, but reading what is there now may have failed.
        _outcome = acted with { Failure = acted.Failure ?? _outcome.Failure };
    }

    private string AddressWith(long? after = null, long? message = null, string? panel = null) => QueueAddress.For(Name) + Query(
        ("after", (after ?? After) is > 0 and var start ? start : null),
        ("message", message),
        ("panel", panel));

    private static string Query(params ReadOnlySpan<(string Name, object? Value)> parts)
    {
        var query = "";
        foreach (var (name, value) in parts)
        {
            if (value is not null)
            {
                query += (query.Length == 0 ? "?" : "&") + name + "=" + Uri.EscapeDataString(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
            }
        }

        return query;
    }
}
