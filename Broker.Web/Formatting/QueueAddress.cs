using System.Globalization;
using System.Text;

namespace Broker.Web.Formatting;

/// <summary>A queue's name as one segment of an address, and back.</summary>
/// <remarks>
/// Names may hold anything; browsers, proxies and routing each have their own idea of '/', '%2F', '.' and '+' in a path.
/// So letters, digits, '-', '_' and '.' stay, other ASCII and lone surrogates become '~' and four hex digits, and the rest
/// is percent-encoded UTF-8, which all of them agree on. A name of dots alone would be a relative path: its dots are escaped.
/// </remarks>
public static class QueueAddress
{
    public static string For(string name) => "/queues/" + Encode(name);

    public static string Encode(string name)
    {
        var segment = new StringBuilder(name.Length + 8);
        var onlyDots = name.All(static letter => letter == '.');
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsSurrogatePair(name, i < name.Length - 1 ? i : Math.Max(0, i - 1)) && char.IsHighSurrogate(letter))
            {
                segment.Append(Uri.EscapeDataString(name.AsSpan(i, 2)));
                i++;
            }
            else if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' || (letter == '.' && !onlyDots))
            {
                segment.Append(letter);
            }
            else if (char.IsAscii(letter) || char.IsSurrogate(letter) || char.IsControl(letter))
            {
                segment.Append(CultureInfo.InvariantCulture, $"~{(int)letter:X4}");
            }
            else
            {
                segment.Append(Uri.EscapeDataString(letter.ToString()));
            }
        }

        return segment.ToString();
    }

    /// <summary>Of the segment as routing hands it over, percent-decoding done.</summary>
    public static string Decode(string segment)
    {
        var name = new StringBuilder(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '~' && i + 4 < segment.Length
                && ushort.TryParse(segment.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var letter))
            {
                name.Append((char)letter);
                i += 4;
            }
            else
            {
                name.Append(segment[i]);
            }
        }

        return name.ToString();
    }
}
