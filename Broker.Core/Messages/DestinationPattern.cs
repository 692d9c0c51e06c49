namespace Broker.Core.Messages;

/// <summary>A name that may stand for many: '*' for one level, '>' for the rest; immutable, equal by value.</summary>
/// <remarks>
/// Levels are separated by '.'. '>' counts as a wildcard in last place alone and stands for any number of levels, none
/// included: "A.>" matches "A", "A.B" and "A.B.C". '*' stands for exactly one level, which may be empty. In any other place
/// both are plain text. Matching is case-sensitive. Source: ActiveMQ's DestinationFilter and its three kinds.
/// Whether ">" reaches advisory topics is for the caller to say: here it does.
/// </remarks>
public sealed class DestinationPattern : IEquatable<DestinationPattern>
{
    private readonly string[] _levels;

    public DestinationPattern(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        Text = text;
        var levels = text.Split('.');
        var count = levels.Length;
        while (count > 0 && levels[count - 1] is ">") count--;
        HasTail = count < levels.Length;
        _levels = levels[..count];
        Stars = _levels.Count(level => level is "*");
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Stands for more than one name.</summary>
    public bool IsWildcard => HasTail || Stars > 0;

    /// <summary>Ends in '>'.</summary>
    private bool HasTail { get; }

    private int Stars { get; }

    private int Literals => _levels.Length - Stars;

    /// <summary>Says whether a pattern a person wrote means what it seems to mean.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="error">What is wrong and the right form; empty when nothing is.</param>
    /// <remarks>Stricter than the constructor, which takes every name that a client may use.</remarks>
    public static bool IsWellFormed(string text, out string error)
    {
        error = Fault(text);
        return error.Length == 0;
    }

    /// <summary>Whether the pattern stands for this name. Allocates nothing; any thread may ask.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        var rest = name;
        var left = true;
        foreach (var level in _levels)
        {
            if (!left) return false;
            var end = rest.IndexOf('.');
            var part = end < 0 ? rest : rest[..end];
            if (level is not "*" && !part.SequenceEqual(level)) return false;
            left = end >= 0;
            rest = left ? rest[(end + 1)..] : [];
        }

        return HasTail || !left;
    }

    /// <summary>Whether every name that the other stands for is one of this pattern's.</summary>
    public bool Covers(DestinationPattern other)
    {
        for (var i = 0; i < _levels.Length; i++)
        {
            if (i >= other._levels.Length) return false;
            if (_levels[i] is not "*" && !string.Equals(_levels[i], other._levels[i], StringComparison.Ordinal)) return false;
        }

        return HasTail || (other._levels.Length == _levels.Length && !other.HasTail);
    }

    /// <summary>Whether some name can be one of both.</summary>
    public bool Overlaps(DestinationPattern other)
    {
        var common = Math.Min(_levels.Length, other._levels.Length);
        for (var i = 0; i < common; i++)
        {
            if (_levels[i] is "*" || other._levels[i] is "*") continue;
            if (!string.Equals(_levels[i], other._levels[i], StringComparison.Ordinal)) return false;
        }

        return (HasTail || other._levels.Length == common) && (other.HasTail || _levels.Length == common);
    }

    /// <summary>Below 0 when <paramref name="a"/> is the more specific and wins where both match; 0 when neither is.</summary>
    /// <remarks>
    /// A plain name comes first, then more literal levels, then more '*', then no '>'; where all that is equal, the pattern
    /// whose first difference is literal.
    /// </remarks>
    public static int CompareSpecificity(DestinationPattern a, DestinationPattern b)
    {
        var order = a.IsWildcard.CompareTo(b.IsWildcard);
        if (order == 0) order = b.Literals.CompareTo(a.Literals);
        if (order == 0) order = b.Stars.CompareTo(a.Stars);
        if (order == 0) order = a.HasTail.CompareTo(b.HasTail);
        for (var i = 0; order == 0 && i < Math.Min(a._levels.Length, b._levels.Length); i++)
        {
            order = (a._levels[i] is "*").CompareTo(b._levels[i] is "*");
        }

        return order;
    }

    public bool Equals(DestinationPattern? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as DestinationPattern);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    public override string ToString() => Text;

    private static string Fault(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "is empty; write a name such as \"orders.>\"";
        if (text.Contains(',', StringComparison.Ordinal)) return $"'{text}' names several destinations; write one entry for each";
        if (text.Contains("://", StringComparison.Ordinal)) return $"'{text}' has a prefix; write the bare name";
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return $"'{text}' has blanks; write a name such as \"orders.>\"";
        var levels = text.Split('.');
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            if (level.Length == 0) return $"'{text}' has an empty level; write single dots between names";
            if (level is ">" && i < levels.Length - 1) return $"'{text}' goes on after '>'; '>' stands for the rest and comes last";
            if (level.Length > 1 && level.AsSpan().ContainsAny('*', '>'))
            {
                return $"'{text}' mixes a wildcard with text in '{level}'; '*' and '>' stand for whole levels, as in \"orders.*\"";
            }
        }

        return "";
    }
}
