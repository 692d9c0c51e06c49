using System.Globalization;

namespace Broker.Core.Selectors.Expressions;

/// <summary>How two values compare.</summary>
/// <remarks>
/// Unknown when either is unknown; else numbers compare as numbers, as doubles when one is a double, and values of
/// different kinds compare false. Ordering is for numbers only. With conversion, text facing a number or a truth
/// value is first read as one, and compares false when it cannot be.
/// Source: JMS 1.1 section 3.8.1.2 (unknown values, ordering); conversion as ActiveMQ.
/// </remarks>
internal static class ValueComparison
{
    public static bool? AreEqual(SelectorValue left, SelectorValue right, bool converts)
    {
        if (left.IsUnknown || right.IsUnknown)
        {
            return null;
        }

        if (converts)
        {
            Convert(ref left, ref right);
        }

        return AreEqual(left, right);
    }

    /// <summary>Equality of two known values.</summary>
    public static bool AreEqual(in SelectorValue left, in SelectorValue right) => (left.Kind, right.Kind) switch
    {
        (SelectorValueKind.String, SelectorValueKind.String) => string.Equals(left.AsString, right.AsString, StringComparison.Ordinal),
        (SelectorValueKind.Boolean, SelectorValueKind.Boolean) => left.AsBoolean == right.AsBoolean,
        (SelectorValueKind.Long, SelectorValueKind.Long) => left.AsLong == right.AsLong,
        _ => left.IsNumber && right.IsNumber && left.AsDouble == right.AsDouble,
    };

    /// <summary>Less, LessOrEqual, Greater or GreaterOrEqual.</summary>
    public static bool? IsOrdered(SelectorTokenKind order, SelectorValue left, SelectorValue right, bool converts)
    {
        if (left.IsUnknown || right.IsUnknown)
        {
            return null;
        }

        if (converts)
        {
            Convert(ref left, ref right);
        }

        if (!left.IsNumber || !right.IsNumber)
        {
            return false;
        }

        return left.Kind == SelectorValueKind.Long && right.Kind == SelectorValueKind.Long
            ? IsOrdered(order, left.AsLong, right.AsLong)
            : IsOrdered(order, left.AsDouble, right.AsDouble);
    }

    private static bool IsOrdered(SelectorTokenKind order, long left, long right) => order switch
    {
        SelectorTokenKind.Less => left < right,
        SelectorTokenKind.LessOrEqual => left <= right,
        SelectorTokenKind.Greater => left > right,
        _ => left >= right,
    };

    private static bool IsOrdered(SelectorTokenKind order, double left, double right) => order switch
    {
        SelectorTokenKind.Less => left < right,
        SelectorTokenKind.LessOrEqual => left <= right,
        SelectorTokenKind.Greater => left > right,
        _ => left >= right,
    };

    private static void Convert(ref SelectorValue left, ref SelectorValue right)
    {
        if (left.AsString is string leftText)
        {
            left = ReadAs(right.Kind, leftText, left);
        }
        else if (right.AsString is string rightText)
        {
            right = ReadAs(left.Kind, rightText, right);
        }
    }

    private static SelectorValue ReadAs(SelectorValueKind kind, string text, in SelectorValue otherwise) => kind switch
    {
        SelectorValueKind.Boolean => SelectorValue.From(text.Equals("true", StringComparison.OrdinalIgnoreCase)),
        SelectorValueKind.Long when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            SelectorValue.From(number),
        SelectorValueKind.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            SelectorValue.From(number),
        _ => otherwise,
    };
}
