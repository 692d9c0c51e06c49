using System.Globalization;

namespace Broker.Core.Selectors;

/// <summary>One value inside a selector, kept without boxing.</summary>
public readonly record struct SelectorValue
{
    // Long: the number; Double: its bits; Boolean: 1 or 0.
    private readonly long _bits;

    // String: the text; a list made by MAKELIST or SPLIT: its elements.
    private readonly object? _reference;

    private SelectorValue(SelectorValueKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The value of an absent header or property; also the default of this type.</summary>
    public static SelectorValue Unknown => default;

    /// <summary>A value that is present but cannot be compared.</summary>
    public static SelectorValue Other => new(SelectorValueKind.Other, 0, null);

    /// <summary>Which of the kinds this is.</summary>
    public SelectorValueKind Kind { get; }

    /// <summary>True for a header or property that is absent or null.</summary>
    public bool IsUnknown => Kind == SelectorValueKind.Unknown;

    /// <summary>True for the two numeric kinds.</summary>
    public bool IsNumber => Kind is SelectorValueKind.Long or SelectorValueKind.Double;

    /// <summary>The truth value; false for any other kind.</summary>
    public bool AsBoolean => Kind == SelectorValueKind.Boolean && _bits != 0;

    /// <summary>The exact number; 0 for any other kind.</summary>
    public long AsLong => Kind == SelectorValueKind.Long ? _bits : 0;

    /// <summary>The number of either numeric kind, an exact one rounded to the nearest double; 0 for any other kind.</summary>
    public double AsDouble => Kind switch
    {
        SelectorValueKind.Double => BitConverter.Int64BitsToDouble(_bits),
        SelectorValueKind.Long => _bits,
        _ => 0,
    };

    /// <summary>The text; null for any other kind.</summary>
    public string? AsString => _reference as string;

    /// <summary>The elements of a list made inside the selector; null for any other value.</summary>
    internal SelectorValue[]? AsList => _reference as SelectorValue[];

    /// <summary>A truth value.</summary>
    public static SelectorValue From(bool value) => new(SelectorValueKind.Boolean, value ? 1 : 0, null);

    /// <summary>A byte, short, int or long.</summary>
    public static SelectorValue From(long value) => new(SelectorValueKind.Long, value, null);

    /// <summary>A float or double.</summary>
    public static SelectorValue From(double value) =>
        new(SelectorValueKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>Text; null gives <see cref="Unknown"/>.</summary>
    public static SelectorValue From(string? value) =>
        value is null ? Unknown : new(SelectorValueKind.String, 0, value);

    /// <summary>A truth value of the three-valued logic; null gives <see cref="Unknown"/>.</summary>
    internal static SelectorValue From(bool? value) => value is bool known ? From(known) : Unknown;

    internal static SelectorValue From(SelectorValue[] elements) => new(SelectorValueKind.Other, 0, elements);

    /// <summary>The value as text, as concatenation and the text functions see it; null when it has no text form.</summary>
    /// <remarks>Numbers are written as Java writes them, except for its switch to exponents at ten million.</remarks>
    internal string? ToText() => Kind switch
    {
        SelectorValueKind.String => AsString,
        SelectorValueKind.Boolean => AsBoolean ? "true" : "false",
        SelectorValueKind.Long => _bits.ToString(CultureInfo.InvariantCulture),
        SelectorValueKind.Double => DoubleText(AsDouble),
        _ => null,
    };

    private static string DoubleText(double value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return double.IsInteger(value) && !text.Contains('E', StringComparison.Ordinal) ? text + ".0" : text;
    }
}
