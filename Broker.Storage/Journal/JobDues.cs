using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>At which times jobs are due whose ids have a given hash: the way from an id to its place in the order.</summary>
/// <remarks>An open table with linear probing, twelve bytes a slot. Two jobs may have one hash; whoever asks looks at each of the times.</remarks>
internal sealed class JobDues
{
    private const int SmallestCapacity = 16;

    private Slot[] _slots = new Slot[SmallestCapacity];
    private int _count;

    private int Mask => _slots.Length - 1;

    public static uint HashOf(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);

        // 0 is that of a free slot.
        return Math.Max(1, (uint)hash.ToHashCode());
    }

    /// <summary>The next time for a hash.</summary>
    /// <param name="hash">From <see cref="HashOf"/>.</param>
    /// <param name="at">-1 at first; where the last call found its answer.</param>
    /// <param name="due">The time.</param>
    /// <returns>False: there is none left.</returns>
    public bool TryNext(uint hash, ref int at, out long due)
    {
        at = at < 0 ? (int)hash & Mask : (at + 1) & Mask;
        while (_slots[at].Hash != 0 && _slots[at].Hash != hash) at = (at + 1) & Mask;
        due = _slots[at].Due;
        return _slots[at].Hash != 0;
    }

    public void Add(uint hash, long due)
    {
        if ((_count + 1) * 4L > _slots.Length * 3L) Resize(_slots.Length * 2);
        Put(hash, due);
        _count++;
    }

    /// <summary>Takes out one job of that hash and time, which is there.</summary>
    public void Remove(uint hash, long due)
    {
        for (var at = -1; TryNext(hash, ref at, out var found);)
        {
            if (found != due) continue;
            Free(at);
            _count--;
            if (_slots.Length > SmallestCapacity && _count * 8L < _slots.Length) Resize(_slots.Length / 2);
            return;
        }
    }

    private void Put(uint hash, long due)
    {
        var at = (int)hash & Mask;
        while (_slots[at].Hash != 0) at = (at + 1) & Mask;
        _slots[at] = new Slot { Hash = hash, Due = due };
    }

    // What stands behind moves up, unless it stands before its own beginning then: a search stops at the first free slot.
    private void Free(int hole)
    {
        for (var at = (hole + 1) & Mask; _slots[at].Hash != 0; at = (at + 1) & Mask)
        {
            var home = (int)_slots[at].Hash & Mask;
            if (((at - home) & Mask) < ((at - hole) & Mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = default;
    }

    private void Resize(int capacity)
    {
        var old = _slots;
        _slots = new Slot[capacity];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Hash != 0) Put(slot.Hash, slot.Due);
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Slot
    {
        public uint Hash;
        public long Due;
    }
}
