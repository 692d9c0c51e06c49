using System.Globalization;

namespace Broker.Core.Selectors;

/// <summary>Reads a numeric literal: 17, 17L, 0x1F, 017 (octal), 1.5, 5., .5, 7E3, 1.5f, 2d.</summary>
/// <remarks>
/// Source: JMS 1.1 section 3.8.1.1 and, for the suffixes of approximate numbers, JMS 2.0 section 3.8.1.1.
/// An exact decimal beyond the range of a long becomes an approximate number.
/// </remarks>
internal static class SelectorNumber
{
    /// <summary>The distance of the smallest long from zero, which is one more than the largest long.</summary>
    private const string SmallestLongDigits = "9223372036854775808";

    /// <summary>Reads the number at an index that is known to begin one.</summary>
    /// <returns>Its length in characters.</returns>
    /// <exception cref="InvalidSelectorException">It is octal with a digit above 7, or hex or octal beyond a long.</exception>
    public static int Read(string text, int start, out SelectorValue value)
    {
        var rest = text.AsSpan(start);
        if (rest.Length > 2 && rest[0] == '0' && rest[1] is 'x' or 'X' && char.IsAsciiHexDigit(rest[2]))
        {
            return Hexadecimal(rest, start, out value);
        }

        var length = ApproximateLength(rest);
        if (length > 0)
        {
            value = SelectorValue.From(double.Parse(rest[..length], NumberStyles.Float, CultureInfo.InvariantCulture));
            return length + (HasSuffix(rest[length..], 'f', 'd') ? 1 : 0);
        }

        length = DigitsLength(rest);
        if (HasSuffix(rest[length..], 'f', 'd'))
        {
            value = SelectorValue.From(double.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture));
            return length + 1;
        }

        value = rest[0] == '0' ? Octal(rest[..length], start) : Decimal(rest[..length]);
        return WithLongSuffix(rest, length);
    }

    /// <summary>True for the literal that is a long only with a minus sign before it.</summary>
    public static bool IsSmallestLongDigits(ReadOnlySpan<char> literal) =>
        literal.TrimEnd("lL").SequenceEqual(SmallestLongDigits);

    private static int Hexadecimal(ReadOnlySpan<char> rest, int start, out SelectorValue value)
    {
        var length = 2;
        while (length < rest.Length && char.IsAsciiHexDigit(rest[length]))
        {
            length++;
        }

        if (!ulong.TryParse(rest[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue)
        {
            throw new InvalidSelectorException(start + 1, "expected a hexadecimal number within the range of a long");
        }

        value = SelectorValue.From((long)number);
        return WithLongSuffix(rest, length);
    }

    private static SelectorValue Octal(ReadOnlySpan<char> digits, int start)
    {
        var number = 0L;
        foreach (var digit in digits)
        {
            if (digit > '7' || number > long.MaxValue >> 3)
            {
                throw new InvalidSelectorException(start + 1, "expected an octal number (digits 0 to 7) within the range of a long");
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return SelectorValue.From(number);
    }

    private static SelectorValue Decimal(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? SelectorValue.From(number)
            : SelectorValue.From(double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>Length of the number when it has a point or an exponent; else 0.</summary>
    private static int ApproximateLength(ReadOnlySpan<char> rest)
    {
        var length = DigitsLength(rest);
        var approximate = length < rest.Length && rest[length] == '.';
        if (approximate)
        {
            length++;
            length += DigitsLength(rest[length..]);
        }

        var exponent = ExponentLength(rest[length..]);
        return approximate || exponent > 0 ? length + exponent : 0;
    }

    private static int ExponentLength(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] is not ('e' or 'E'))
        {
            return 0;
        }

        var prefix = rest.Length > 1 && rest[1] is '+' or '-' ? 2 : 1;
        var digits = DigitsLength(rest[prefix..]);
        return digits > 0 ? prefix + digits : 0;
    }

    private static int DigitsLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? rest.Length : end;
    }

    private static int WithLongSuffix(ReadOnlySpan<char> rest, int length) =>
        HasSuffix(rest[length..], 'l', 'l') ? length + 1 : length;

    private static bool HasSuffix(ReadOnlySpan<char> rest, char one, char other) =>
        !rest.IsEmpty
        && (char.ToLowerInvariant(rest[0]) == one || char.ToLowerInvariant(rest[0]) == other)
        && (rest.Length == 1 || !SelectorTokenizer.IsIdentifierPart(rest[1]));
}
