using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Broker.Core.Selectors.Expressions;

/// <summary>Reads the replacement text of REPLACE.</summary>
internal static class ReplacementPieces
{
    /// <summary>Plain text, or, where that is null, the number of a group.</summary>
    internal readonly record struct Piece(string? Text, int Group);

    /// <summary>The pieces in order; null when a $ or a backslash stands before nothing it can mean.</summary>
    public static List<Piece>? Read(string template, Regex pattern)
    {
        var pieces = new List<Piece>();
        var plain = new StringBuilder();
        var position = 0;
        while (position < template.Length)
        {
            var c = template[position++];
            if (c == '\\')
            {
                if (position == template.Length)
                {
                    return null;
                }

                plain.Append(template[position++]);
            }
            else if (c != '$')
            {
                plain.Append(c);
            }
            else
            {
                var group = Group(template, ref position, pattern);
                if (group < 0)
                {
                    return null;
                }

                pieces.Add(new Piece(plain.ToString(), 0));
                pieces.Add(new Piece(null, group));
                plain.Clear();
            }
        }

        pieces.Add(new Piece(plain.ToString(), 0));
        return pieces;
    }

    /// <summary>The group named after a $; negative when there is none.</summary>
    private static int Group(string template, ref int position, Regex pattern)
    {
        if (position < template.Length && template[position] == '{')
        {
            var end = template.IndexOf('}', position);
            var name = end < 0 ? "" : template[(position + 1)..end];
            position = end + 1;
            return pattern.GroupNumberFromName(name);
        }

        // As many digits as still number a group: with nine groups, $12 is group 1 and then "2".
        var group = -1;
        for (; position < template.Length && char.IsAsciiDigit(template[position]); position++)
        {
            var wider = (Math.Max(group, 0) * 10) + (template[position] - '0');
            if (pattern.GroupNumberFromName(wider.ToString(CultureInfo.InvariantCulture)) < 0)
            {
                break;
            }

            group = wider;
        }

        return group;
    }
}
