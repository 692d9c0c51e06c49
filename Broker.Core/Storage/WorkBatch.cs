namespace Broker.Core.Storage;

/// <summary>Work that a thread puts off while it handles a batch, and does when the batch is done.</summary>
/// <remarks>
/// A reader opens one around what it handles, a store around the operations it completes: what they produce for a connection is written by
/// that thread, many messages with one flush, and no other has to be woken. Batches may stand within another; work is done at the end of
/// the outermost. <see cref="Begin"/> and <see cref="End"/> are called on one thread, with no await between them and with no lock held.
/// </remarks>
public static class WorkBatch
{
    [ThreadStatic]
    private static List<IThreadPoolWorkItem>? _deferred;

    [ThreadStatic]
    private static int _depth;

    public static void Begin() => _depth++;

    /// <summary>Puts work off to the end of the batch that is open on this thread.</summary>
    /// <returns>False: none is open; the caller finds another thread.</returns>
    public static bool TryDefer(IThreadPoolWorkItem work)
    {
        if (_depth == 0) return false;
        (_deferred ??= []).Add(work);
        return true;
    }

    /// <summary>Ends the batch that was begun last; the outermost does what was put off. The work must not throw.</summary>
    public static void End()
    {
        if (--_depth > 0 || _deferred is not { Count: > 0 } deferred) return;
        // Work may produce more; with no batch open, that goes to other threads.
        for (var at = 0; at < deferred.Count; at++) deferred[at].Execute();
        deferred.Clear();
    }
}
