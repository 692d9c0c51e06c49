using Broker.Core.Management;
using Broker.Web.Formatting;

namespace Broker.Web.Components.Panels;

/// <summary>A column of the queue list.</summary>
/// <param name="Sort">What a click on its head sorts by; also names its text.</param>
/// <param name="Short">The cell.</param>
/// <param name="Exact">The cell on hover.</param>
/// <param name="Class">CSS: "number", and "wide" or "medium" for columns that narrow screens leave out.</param>
internal sealed record QueueColumn(QueueSort Sort, Func<QueueView, string> Short, Func<QueueView, string> Exact, string Class)
{
    public static IReadOnlyList<QueueColumn> All { get; } =
    [
        new(QueueSort.Name, static queue => queue.Name, static queue => queue.Name, "name"),
        Count(QueueSort.Messages, static queue => queue.Messages, "number"),
        Count(QueueSort.InFlight, static queue => queue.InFlight, "number medium"),
        Count(QueueSort.Consumers, static queue => queue.Consumers, "number"),
        Count(QueueSort.Producers, static queue => queue.Producers, "number medium"),
        Rate(QueueSort.EnqueuedPerSecond, static queue => queue.EnqueuedPerSecond),
        Rate(QueueSort.DequeuedPerSecond, static queue => queue.DequeuedPerSecond),
        Count(QueueSort.Enqueued, static queue => queue.Enqueued, "number wide"),
        Count(QueueSort.Dequeued, static queue => queue.Dequeued, "number wide"),
        new(QueueSort.SizeBytes, static queue => Compact.Bytes(queue.SizeBytes), static queue => Compact.ExactBytes(queue.SizeBytes), "number wide"),
    ];

    private static QueueColumn Count(QueueSort sort, Func<QueueView, long> value, string style) =>
        new(sort, queue => Compact.Count(value(queue)), queue => Compact.Exact(value(queue)), style);

    private static QueueColumn Rate(QueueSort sort, Func<QueueView, double> value) =>
        new(sort, queue => Compact.Rate(value(queue)), queue => Compact.ExactRate(value(queue)), "number medium");
}
