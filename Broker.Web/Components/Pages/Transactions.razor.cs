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

/// <summary>Distributed transactions whose manager has not decided them, and deciding in its place.</summary>
[Authorize]
public sealed partial class Transactions
{
    private IReadOnlyList<PreparedTransactionView> _transactions = [];
    private string? _result;
    private Failure? _failure;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [CascadingParameter]
    private User User { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        OnTick();
    }

    protected override void OnTick() => _transactions = Administration.ListPreparedTransactions();

    private Task CommitAsync(PreparedTransactionView transaction) => DecideAsync(transaction, "Commit", Administration.CommitPreparedTransactionAsync);

    private Task RollbackAsync(PreparedTransactionView transaction) => DecideAsync(transaction, "Rollback", Administration.RollbackPreparedTransactionAsync);

    private async Task DecideAsync(PreparedTransactionView transaction, string decision, Func<User, string, CancellationToken, ValueTask> decide)
    {
        (_result, _failure) = (null, null);
        if (!await ConfirmAsync(transaction, decision)) return;
        try
        {
            await decide(User, transaction.Xid, CancellationToken.None);
            _result = Words[$"Transactions.{decision}.Done", transaction.Xid];
        }
        catch (Exception exception)
        {
            _failure = Failure.Of(exception, Words);
        }

        OnTick();
    }

    private async Task<bool> ConfirmAsync(PreparedTransactionView transaction, string decision)
    {
        string question = Words[$"Transactions.{decision}.Question", transaction.Xid];
        string verb = Words[$"Transactions.{decision}.Verb"];
        var answer = await Dialogs.OpenAsync<ConfirmDialog>(
            Words[$"Transactions.{decision}"],
            new(StringComparer.Ordinal) { [nameof(ConfirmDialog.Question)] = question, [nameof(ConfirmDialog.Verb)] = verb },
            DialogLook.Small(Words["Act.Close"]));
        return answer is true;
    }
}
