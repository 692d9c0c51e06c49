namespace Broker.Core.Protocols.OpenWire;

/// <summary>Gathers the outboxes that one thread fills while it handles what a client sent, and writes them when it is done.</summary>
/// <remarks>
/// Between <see cref="Begin"/> and <see cref="End"/> an outbox is not handed to another thread: many messages leave with one flush, and
/// no thread has to be woken. Both are called on one thread, with no await between them and with no lock held.
/// </remarks>
internal static class OutboxBatch
{
    [ThreadStatic]
    private static List<OpenWireOutbox>? _gathered;

    [ThreadStatic]
    private static bool _open;

    public static void Begin() => _open = true;

    /// <returns>False: no batch is open on this thread.</returns>
    public static bool TryAdd(OpenWireOutbox outbox)
    {
        if (!_open) return false;
        (_gathered ??= []).Add(outbox);
        return true;
    }

    public static void End()
    {
        _open = false;
        if (_gathered is not { Count: > 0 } gathered) return;
        // Writing one may fill others, which then belong to no batch.
        foreach (var outbox in gathered) outbox.Drain();
        gathered.Clear();
    }
}
