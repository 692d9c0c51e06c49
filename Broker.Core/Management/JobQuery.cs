namespace Broker.Core.Management;

/// <summary>Which jobs to list.</summary>
/// <param name="From">Due at this time or later; null for all.</param>
/// <param name="Through">Due at this time or earlier; null for all.</param>
/// <param name="Destination">Part of the destination's name, case-insensitive; null or empty for all.</param>
/// <param name="After">Where the page before ended, <see cref="JobPage.Next"/>; null begins at the first.</param>
/// <param name="Limit">1 to 500.</param>
public sealed record JobQuery(DateTimeOffset? From = null, DateTimeOffset? Through = null, string? Destination = null, string? After = null, int Limit = 50);
