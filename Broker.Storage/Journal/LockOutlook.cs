namespace Broker.Storage.Journal;

/// <summary>The lock at one moment, as a node that waits for it sees it.</summary>
/// <param name="Epoch">The epoch in force.</param>
/// <param name="Holder">What is written about its holder; of an older epoch while somebody is taking over; null when nothing is written.</param>
/// <param name="IsDeserted">The operating system says that the holder's process is gone.</param>
/// <param name="LookedAt">A timestamp from before the look.</param>
internal sealed record LockOutlook(long Epoch, LockHolder? Holder, bool IsDeserted, long LookedAt)
{
    /// <summary>The text is the one of the epoch in force.</summary>
    public bool IsSettled => Holder?.Epoch == Epoch;
}
