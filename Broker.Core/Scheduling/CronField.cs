using System.Numerics;

namespace Broker.Core.Scheduling;

/// <summary>The values that one field of a cron expression allows; all fit into 64 bits.</summary>
/// <param name="Bits">Bit n is set when n is allowed.</param>
/// <param name="IsAny">It was written as '*' or '?': it asks for nothing.</param>
internal readonly record struct CronField(ulong Bits, bool IsAny)
{
    public int First => BitOperations.TrailingZeroCount(Bits);

    public bool Has(int value) => (Bits >> value & 1) != 0;

    /// <summary>The first allowed value that is not less; null when there is none.</summary>
    public int? From(int value)
    {
        var rest = value > 63 ? 0 : Bits >> value << value;
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }
}
