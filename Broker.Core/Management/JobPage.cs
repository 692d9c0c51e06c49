namespace Broker.Core.Management;

/// <summary>A part of the jobs that wait.</summary>
/// <param name="Items">In the order of their times.</param>
/// <param name="Next">Where the next page begins; null: there is no more. With a filter a page may be short, even empty, and yet have a next.</param>
/// <param name="Total">All that wait, whatever was asked for.</param>
public sealed record JobPage(IReadOnlyList<JobView> Items, string? Next, long Total);
