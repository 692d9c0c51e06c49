namespace Broker.Core.Protocols.OpenWire;

/// <summary>What a peer has numbered so far, so that it may send the number alone. The peer decides which slot holds what.</summary>
/// <remarks>One for each direction of a connection, for one thread. Source: openwire.md section 3.4.</remarks>
/// <param name="size">Slots, as negotiated.</param>
internal sealed class ReadCache(int size)
{
    /// <summary>Most bytes, as they came over the wire, that all slots together may hold; real ones reach a few hundred kilobytes.</summary>
    public const long MaxRetainedBytes = 16 * 1024 * 1024;

    // The number of something that a full table had no slot for.
    private const int NoSlot = -1;

    // Grows with the numbers that come, which begin at 0.
    private Entry[] _entries = [];
    private long _retainedBytes;

    /// <summary>What the peer put there; null is a value like others.</summary>
    /// <exception cref="ProtocolViolationException">The slot was never filled.</exception>
    public object? Get(int slot)
    {
        if ((uint)slot >= (uint)_entries.Length || !_entries[slot].IsFilled) Refuse($"Nothing was put into slot {slot} of the object cache.");
        return _entries[slot].Value;
    }

    /// <param name="slot">Replaces what is there; -1 keeps nothing.</param>
    /// <param name="value">An id or a destination, or null.</param>
    /// <param name="wireBytes">How many bytes it came in.</param>
    /// <exception cref="ProtocolViolationException">There is no such slot, all together would be too large, or it is no value for a cache.</exception>
    public void Set(int slot, object? value, long wireBytes)
    {
        if (slot == NoSlot) return;
        if ((uint)slot >= (uint)size) Refuse($"There is no slot {slot} in an object cache of {size}.");
        // Commands change and may hold a body; only values can be shared between frames.
        if (value is Command) Refuse($"A {WireType.Of(value)} is nothing for the object cache.");
        if (slot >= _entries.Length) Array.Resize(ref _entries, Math.Min(size, Math.Max(slot + 1, 2 * _entries.Length)));
        _retainedBytes += wireBytes - _entries[slot].WireBytes;
        if (_retainedBytes > MaxRetainedBytes) Refuse($"The object cache would hold more than {MaxRetainedBytes} bytes.");
        _entries[slot] = new(value, wireBytes, IsFilled: true);
    }

    private static void Refuse(string message) => ProtocolViolationException.Throw(ProtocolViolationReason.BadCacheSlot, message);

    private readonly record struct Entry(object? Value, long WireBytes, bool IsFilled);
}
