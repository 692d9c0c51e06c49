using System.Buffers.Binary;
using System.Numerics;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Remembers what was decoded from the same bytes before, so that a producer's ids are the same objects each time.</summary>
/// <remarks>A table of fixed size in which a newcomer replaces the one in its place. For one thread.</remarks>
internal sealed class WireInterner<T>
    where T : class
{
    /// <summary>Longer encodings are not remembered.</summary>
    public const int MaxKeyBytes = 256;

    private const int Slots = 256;

    private Entry[]? _entries;

    public bool TryFind(ReadOnlySpan<byte> key, out uint hash, out T? value)
    {
        hash = Hash(key);
        value = null;
        if (_entries is null) return false;
        ref var entry = ref _entries[hash % Slots];
        if (entry.Hash != hash || entry.Key is null || !key.SequenceEqual(entry.Key)) return false;
        value = entry.Value;
        return true;
    }

    public void Remember(ReadOnlySpan<byte> key, uint hash, T value)
    {
        _entries ??= new Entry[Slots];
        _entries[hash % Slots] = new Entry { Hash = hash, Key = key.ToArray(), Value = value };
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        var hash = (ulong)key.Length;
        while (key.Length >= 8)
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key), 29) * Multiplier;
            key = key[8..];
        }

        foreach (var value in key) hash = BitOperations.RotateLeft(hash ^ value, 29) * Multiplier;
        return (uint)(hash >> 32) ^ (uint)hash;
    }

    private struct Entry
    {
        public uint Hash;
        public byte[]? Key;
        public T? Value;
    }
}
