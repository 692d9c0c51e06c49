using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>The rows of the queue list: values change in place, the order only when it may.</summary>
/// <remarks>
/// While the pointer is over the table the rows keep their places; a list sorted by a live number settles every few seconds;
/// paused, nothing changes at all. Used by one circuit at a time.
/// </remarks>
public sealed class QueueRows(IBrokerAdministration administration)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private QueueQuery? _query;
    private DateTimeOffset _listed;

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    /// <summary>How many match the filter.</summary>
    public int Total { get; private set; }

    public bool Paused { get; set; }

    public bool Held { get; set; }

    /// <summary>Brings the rows up to date; a changed query lists anew whatever else holds.</summary>
    public void Refresh(QueueQuery query, DateTimeOffset now)
    {
        if (query != _query)
        {
            List(query, now);
        }
        else if (!Paused && !Held && (query.Sort == QueueSort.Name || now - _listed >= Settling))
        {
            List(query, now);
        }
        else if (!Paused)
        {
            Rows = [.. Rows.Select(row => administration.FindQueue(row.Queue.Name) is { } queue ? new QueueRow(queue) : row with { Gone = true })];
        }
    }

    private void List(QueueQuery query, DateTimeOffset now)
    {
        var page = administration.ListQueues(query);
        (_query, _listed, Total) = (query, now, page.Total);
        Rows = [.. page.Items.Select(static queue => new QueueRow(queue))];
    }
}
