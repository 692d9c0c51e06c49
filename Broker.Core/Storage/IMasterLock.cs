namespace Broker.Core.Storage;

/// <summary>Decides which of the nodes on one store serves: a lease with an epoch, kept in the store itself.</summary>
/// <remarks>
/// One tenure at a time: every successful claim raises the epoch, and from then on the store refuses writes of every older one.
/// No clock of a node decides: a lease ends by the clock of the medium, or when a watcher has seen it unrenewed for its whole length.
/// Only steps are here. When to ask again, and what to do with an answer, is Availability's.
/// Members may be called from any thread, one at a time, but for <see cref="WatchAsync"/>, which runs beside the others.
/// Source of the role: ActiveMQ's Locker; the fence is ours (its absence is behind AMQ-1885 and AMQ-4378).
/// </remarks>
public interface IMasterLock : IAsyncDisposable
{
    /// <summary>How long a tenure lasts without being renewed.</summary>
    TimeSpan LeaseDuration { get; }

    /// <summary>Tries once to begin a tenure, and waits up to <paramref name="patience"/> for a sign that the holder is gone.</summary>
    /// <param name="afterFailure">
    /// True takes over from a holder that failed; false only a store that was given back, was meant for this node, or never had a holder.
    /// </param>
    /// <param name="patience">0 does not wait. It may return earlier whenever the outlook has changed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StoreException">The medium cannot be used now; the message names it and what helps. Asking again is right.</exception>
    ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Asks whether the tenure goes on, and prolongs it by one lease.</summary>
    /// <remarks>Answers within a third of the lease, with <see cref="LeaseAnswer.Unknown"/> when the medium is silent.</remarks>
    ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken);

    /// <summary>Completes when there is a reason to renew now, such as a session with the medium that broke.</summary>
    /// <remarks>May never complete. An early completion is no loss of the lease.</remarks>
    Task WatchAsync(Fence fence, CancellationToken cancellationToken);

    /// <summary>Ends the tenure, so that another node may begin one at once. Lost or silent: does nothing.</summary>
    /// <param name="fence">The tenure.</param>
    /// <param name="successor">The node that is to follow; others leave it the first lease. Null: whoever comes first.</param>
    /// <param name="cancellationToken">Gives up; the lease then runs out by itself.</param>
    ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken);
}
