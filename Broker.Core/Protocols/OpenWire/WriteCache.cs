using System.Runtime.CompilerServices;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>What we have numbered so far for a peer, so that the number alone needs to travel from then on.</summary>
/// <remarks>
/// Numbers go from 0 to the last and begin again. Room is made between frames alone, oldest first: a number given in a frame stays
/// valid to its end. One for each direction of a connection, for one thread. Source: openwire.md section 3.4.
/// </remarks>
/// <param name="size">Slots, as negotiated.</param>
internal sealed class WriteCache(int size)
{
    /// <summary>The number of what a full table has no slot for; the peer keeps nothing then.</summary>
    public const short NoSlot = -1;

    // Slots free at the beginning of a frame, as ActiveMQ's; less than half of a small table.
    private const int FreeSlots = 100;

    // Null has a number too.
    private static readonly object _null = new();

    private readonly Dictionary<object, short> _slots = [];
    private readonly Queue<(object Key, short Slot)> _byAge = new();
    private readonly List<object> _added = [];

    // Numbers of the frame in the making, for an encoding that goes over its fields twice.
    private readonly List<Entry> _steps = [];
    private readonly (object? Key, short Slot)[] _recent = new (object?, short)[8];
    private int _replayed;
    private short _next;

    /// <summary>Begins a frame.</summary>
    public void Begin()
    {
        _added.Clear();
        _steps.Clear();
        _replayed = 0;
        var most = size - Math.Min(FreeSlots, size / 2);
        if (_byAge.Count <= most) return;
        while (_byAge.Count > most) Forget(_byAge.Dequeue());
        Array.Clear(_recent);
    }

    /// <summary>The number that a value has already.</summary>
    public bool TryFind(object? value, out short slot)
    {
        var key = value ?? _null;
        // Most frames name the same few objects as the one before, and to compare two references is cheaper than two texts.
        ref var recent = ref _recent[RuntimeHelpers.GetHashCode(key) % _recent.Length];
        if (ReferenceEquals(recent.Key, key))
        {
            slot = recent.Slot;
            return true;
        }

        if (!_slots.TryGetValue(key, out slot)) return false;
        recent = (key, slot);
        return true;
    }

    /// <summary>Gives a value the next number; <see cref="NoSlot"/> when the table is full.</summary>
    public short Add(object? value)
    {
        if (_byAge.Count >= size) return NoSlot;
        var key = value ?? _null;
        var slot = _next;
        _next = (short)((slot + 1) % size);
        _slots.Add(key, slot);
        _byAge.Enqueue((key, slot));
        _added.Add(key);
        return slot;
    }

    /// <summary>First pass: the number a value has or gets.</summary>
    public Entry Enter(object? value)
    {
        var entry = TryFind(value, out var slot) ? new Entry(slot, IsNew: false) : new Entry(Add(value), IsNew: true);
        _steps.Add(entry);
        return entry;
    }

    /// <summary>Second pass over the same fields: what <see cref="Enter"/> answered, in the same order.</summary>
    public Entry Replay() => _steps[_replayed++];

    /// <summary>The frame is not sent, so the peer knows nothing of its numbers; they are passed over.</summary>
    public void Undo()
    {
        foreach (var key in _added) _slots.Remove(key);
        Array.Clear(_recent);
    }

    private void Forget((object Key, short Slot) oldest)
    {
        // One that was undone may have been numbered again.
        if (_slots.TryGetValue(oldest.Key, out var slot) && slot == oldest.Slot) _slots.Remove(oldest.Key);
    }

    /// <param name="Slot">The number.</param>
    /// <param name="IsNew">The value itself follows.</param>
    public readonly record struct Entry(short Slot, bool IsNew);
}
