using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>The rows of the queue list. Sorting is a link, a row is a link; arrows move between rows (console.js).</summary>
public sealed partial class QueueTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<QueueRow> Rows { get; set; } = [];

    [Parameter, EditorRequired]
    public QueueListState State { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private string? SortOf(QueueColumn column) =>
        column.Sort != State.Sort ? null : State.Descending ? "descending" : "ascending";
}
