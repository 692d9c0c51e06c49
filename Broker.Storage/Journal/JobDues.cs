using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>The places in the order of jobs whose ids have a given hash: the way from an id to its place.</summary>
/// <remarks>
/// Open tables with linear probing, twenty bytes a slot. There are many small ones, each growing by an eighth at a time: one large table that
/// doubles would be half empty for long, and be there twice while it grows. Two jobs may have one hash; whoever asks looks at each of the places.
/// </remarks>
internal sealed class JobDues
{
    private const int PartBits = 10;
    private const int HashBits = 32 - PartBits;
    private const int SmallestCapacity = 8;

    private readonly Part[] _parts = new Part[1 << PartBits];

    public JobDues()
    {
        for (var i = 0; i < _parts.Length; i++) _parts[i] = new Part();
    }

    public static uint HashOf(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return (uint)hash.ToHashCode();
    }

    /// <summary>The next place for a hash.</summary>
    /// <param name="hash">From <see cref="HashOf"/>.</param>
    /// <param name="at">-1 at first; where the last call found its answer.</param>
    /// <param name="order">The place.</param>
    /// <returns>False: there is none left.</returns>
    public bool TryNext(uint hash, ref int at, out JobOrder order) => PartOf(hash).TryNext(hash, ref at, out order);

    public void Add(uint hash, JobOrder order) => PartOf(hash).Add(hash, order);

    /// <summary>Takes out one job of that hash and place, which is there.</summary>
    public void Remove(uint hash, JobOrder order) => PartOf(hash).Remove(hash, order);

    private Part PartOf(uint hash) => _parts[hash >> HashBits];

    private sealed class Part
    {
        private Slot[] _slots = [];
        private int _count;

        public bool TryNext(uint hash, ref int at, out JobOrder order)
        {
            order = default;
            if (_count == 0) return false;
            at = at < 0 ? HomeOf(hash) : Next(at);
            while (_slots[at].Version != 0 && _slots[at].Hash != hash) at = Next(at);
            order = _slots[at].Order;
            return _slots[at].Version != 0;
        }

        public void Add(uint hash, JobOrder order)
        {
            if ((_count + 1) * 6 > _slots.Length * 5) Resize(_slots.Length + Math.Max(SmallestCapacity, _slots.Length / 8));
            Put(hash, order);
            _count++;
        }

        public void Remove(uint hash, JobOrder order)
        {
            for (var at = -1; TryNext(hash, ref at, out var found);)
            {
                if (found != order) continue;
                Free(at);
                _count--;
                if (_slots.Length > SmallestCapacity && _count * 4 < _slots.Length) Resize(Math.Max(SmallestCapacity, _slots.Length / 2));
                return;
            }
        }

        // The hash scaled to the table, which may have any length.
        private int HomeOf(uint hash) => (int)(((hash & ((1UL << HashBits) - 1)) * (ulong)_slots.Length) >> HashBits);

        private int Next(int at) => at + 1 == _slots.Length ? 0 : at + 1;

        private int Distance(int from, int to) => to >= from ? to - from : to - from + _slots.Length;

        private void Put(uint hash, JobOrder order)
        {
            var at = HomeOf(hash);
            while (_slots[at].Version != 0) at = Next(at);
            _slots[at] = new Slot { Hash = hash, Due = order.Due, Version = order.Version };
        }

        // What stands behind moves up, unless it stands before its own beginning then: a search stops at the first free slot.
        private void Free(int hole)
        {
            for (var at = Next(hole); _slots[at].Version != 0; at = Next(at))
            {
                if (Distance(HomeOf(_slots[at].Hash), at) < Distance(hole, at)) continue;
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
                if (slot.Version != 0) Put(slot.Hash, slot.Order);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Slot
    {
        public uint Hash;
        public long Due;

        // 0 in a free slot: versions begin at 1.
        public long Version;

        public readonly JobOrder Order => new(Due, Version);
    }
}
