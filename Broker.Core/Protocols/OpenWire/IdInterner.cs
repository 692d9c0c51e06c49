namespace Broker.Core.Protocols.OpenWire;

/// <summary>Keeps the ids and destinations read last, so that equal ones are one object in all messages that wait.</summary>
/// <remarks>
/// For the tight encoding, whose bytes alone do not tell two ids apart; see <see cref="WireInterner{T}"/> for the loose one.
/// A table of fixed size in which a newcomer replaces the one in its place. For one thread.
/// </remarks>
internal sealed class IdInterner
{
    private const int Slots = 256;
    private const int MaxBytes = 256;

    private object?[]? _known;

    /// <summary>The object that equals this one and came before, else this one.</summary>
    /// <param name="read">An immutable value.</param>
    /// <param name="wireBytes">How many bytes it came in; a long one is not kept.</param>
    public object Same(object read, long wireBytes)
    {
        if (wireBytes > MaxBytes) return read;
        _known ??= new object?[Slots];
        ref var known = ref _known[(uint)read.GetHashCode() % Slots];
        if (!read.Equals(known)) known = read;
        return known;
    }
}
