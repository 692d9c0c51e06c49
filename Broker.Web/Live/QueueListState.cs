using System.Globalization;
using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>What the address of the queue list says: filter, sort and page.</summary>
public sealed record QueueListState(string Filter, QueueSort Sort, bool Descending, int Page)
{
    public const int PageSize = 50;

    public static QueueListState From(string? filter, string? sort, string? order, int? page) => new(
        filter ?? "",
        Enum.TryParse<QueueSort>(sort, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : QueueSort.Name,
        order == "desc",
        Math.Max(1, page ?? 1));

    public QueueQuery ToQuery() => new(Filter, Sort, Descending, (Page - 1) * PageSize, PageSize);

    /// <summary>Relative to the site; what has its default value is left out.</summary>
    public string ToAddress()
    {
        List<string> parts = [];
        if (Filter.Length > 0)
        {
            parts.Add("filter=" + Uri.EscapeDataString(Filter));
        }

        if (Sort != QueueSort.Name)
        {
            parts.Add("sort=" + Sort);
        }

        if (Descending)
        {
            parts.Add("order=desc");
        }

        if (Page > 1)
        {
            parts.Add("page=" + Page.ToString(CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? "/queues" : "/queues?" + string.Join('&', parts);
    }

    /// <summary>A click on a column: numbers start with the largest, names with A; a second click turns it round.</summary>
    public QueueListState SortedBy(QueueSort sort) => this with
    {
        Sort = sort,
        Descending = sort == Sort ? !Descending : sort != QueueSort.Name,
        Page = 1,
    };
}
