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
    private Outcome _outcome = Outcome.None;

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
        _outcome = Outcome.None;
        var question = Words[$"Transactions.{decision}.Question", transaction.Xid];
        if (!await Dialogs.ConfirmAsync(Words, Words[$"Transactions.{decision}"], question, Words[$"Transactions.{decision}.Verb"])) return;
        _outcome = await Outcome.OfAsync(
            async () =>
            {
                await decide(User, transaction.Xid, CancellationToken.None);
                return Words[$"Transactions.{decision}.Done", transaction.Xid];
            },
            Words);
        OnTick();
    }
}
