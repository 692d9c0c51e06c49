using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Routing;

/// <summary>All lines for space: one for each share of the store that policies allow, and one for each queue whose own limit makes producers wait.</summary>
internal sealed class SpaceLines(IPersistenceAdapter persistence, TimeProvider time)
{
    private readonly SpaceSignal _consumed = new();
    private readonly ConcurrentDictionary<int, SpaceLine> _forStore = new();
    private readonly ConcurrentDictionary<Destination, SpaceLine> _forQueue = new();
    private volatile bool _used;

    /// <summary>Nobody has ever had to wait: what sends ask first.</summary>
    public bool AreUnused => !_used;

    /// <param name="highWaterMark">The share of the store, in percent.</param>
    public SpaceLine ForStore(int highWaterMark)
    {
        _used = true;
        return _forStore.GetOrAdd(highWaterMark, _ => new(time, persistence.WhenSpaceFreedAsync));
    }

    public SpaceLine ForQueue(Destination queue)
    {
        _used = true;
        return _forQueue.GetOrAdd(queue, _ => new(time, _consumed.WhenRaisedAsync));
    }

    /// <summary>Others wait already for that share of the store.</summary>
    public bool AnyForStore(int highWaterMark) => _forStore.TryGetValue(highWaterMark, out var line) && !line.IsEmpty;

    /// <summary>Others wait already for that queue.</summary>
    public bool AnyForQueue(Destination queue) => _forQueue.TryGetValue(queue, out var line) && !line.IsEmpty;

    /// <summary>Messages were consumed, of whichever queue.</summary>
    public void Consumed() => _consumed.Raise();

    public void Leave(ConnectionState connection)
    {
        if (AreUnused) return;
        foreach (var line in _forStore.Values) line.Leave(connection);
        foreach (var line in _forQueue.Values) line.Leave(connection);
    }
}
