namespace Broker.Core.Storage;

/// <summary>Which jobs to read: a page by key, in their order.</summary>
/// <param name="From">Only jobs due at this time or later. Unit: milliseconds since 1970, UTC.</param>
/// <param name="Through">Only jobs due at this time or earlier.</param>
/// <param name="MaxJobs">At most so many.</param>
/// <param name="After">Of those due exactly at <paramref name="From"/> only larger sequences than this; 0 reads all.</param>
public readonly record struct JobRange(long From, long Through, int MaxJobs, long After = 0);
