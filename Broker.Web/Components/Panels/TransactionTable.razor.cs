using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>The transactions in doubt: since when, what a commit would do, and the two ways to decide.</summary>
public sealed partial class TransactionTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<PreparedTransactionView> Transactions { get; set; } = [];

    [Parameter, EditorRequired]
    public User User { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Called with the transaction that is to be committed.</summary>
    [Parameter]
    public EventCallback<PreparedTransactionView> OnCommit { get; set; }

    /// <summary>Called with the transaction that is to be rolled back.</summary>
    [Parameter]
    public EventCallback<PreparedTransactionView> OnRollback { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private string? Obstacle => User.Role < UserRole.Administrator ? Words["Right.Administrator"].Value : null;

    private static string Describe(IReadOnlyList<DestinationCount> counts) =>
        counts.Count == 0 ? Compact.Unknown : string.Join(", ", counts.Select(static count => $"{count.Destination} ({Compact.Exact(count.Messages)})"));
}
