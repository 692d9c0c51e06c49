using System.Globalization;

namespace Broker.Core.Scheduling;

/// <summary>How one field of a cron expression is written: its name, its range, and words that stand for its numbers.</summary>
internal sealed record CronFieldRule(string Name, int Least, int Most, params string[] Words)
{
    public static CronFieldRule Second { get; } = new("second", 0, 59);

    public static CronFieldRule Minute { get; } = new("minute", 0, 59);

    public static CronFieldRule Hour { get; } = new("hour", 0, 23);

    public static CronFieldRule DayOfMonth { get; } = new("day of month", 1, 31);

    public static CronFieldRule Month { get; } =
        new("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>0 is Sunday.</summary>
    public static CronFieldRule DayOfWeek { get; } = new("day of week", 0, 6, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private string Form => Words.Length == 0
        ? $"{Least} to {Most}"
        : $"{Least} to {Most} or {Words[0]} to {Words[^1]}";

    /// <summary>Reads '*', '?', numbers, words, ranges, lists, and a step over them.</summary>
    /// <param name="text">The field.</param>
    /// <param name="stepsDivide">
    /// A step keeps the values that it divides, as ActiveMQ does: "5-50/7" is 7, 14, ... False: it counts from the first value, as Quartz does:
    /// "5-50/7" is 5, 12, ..., and "5/7" goes on to the end of the range.
    /// </param>
    /// <exception cref="FormatException">The sentence names the field and the right form.</exception>
    public CronField Parse(string text, bool stepsDivide)
    {
        if (text is "*" or "?") return new(Range(Least, Most), IsAny: true);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var values = ParseList(slash < 0 ? text : text[..slash], isOpen: slash >= 0 && !stepsDivide);
        if (slash >= 0) values = Step(values, ParseStep(text[(slash + 1)..]), stepsDivide);
        return values == 0
            ? throw new FormatException($"the {Name} '{text}' allows no value at all; a step keeps the values that it divides, so write */n for every nth")
            : new(values, IsAny: false);
    }

    private static ulong Range(int least, int most) => (ulong.MaxValue >> (63 - most)) & (ulong.MaxValue << least);

    private static ulong Step(ulong values, int step, bool stepsDivide)
    {
        var first = stepsDivide ? 0 : new CronField(values, IsAny: false).First;
        var kept = 0UL;
        for (var value = first; value < 64; value += step) kept |= 1UL << value;
        return values & kept;
    }

    private ulong ParseList(string text, bool isOpen)
    {
        var values = 0UL;
        foreach (var part in text.Split(',')) values |= ParseRange(part, isOpen);
        return values;
    }

    private ulong ParseRange(string text, bool isOpen)
    {
        if (text is "*" or "?") return Range(Least, Most);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            var value = ParseValue(text);
            return Range(value, isOpen ? Most : value);
        }

        var (from, to) = (ParseValue(text[..dash]), ParseValue(text[(dash + 1)..]));
        if (from > to) throw new FormatException($"the {Name} range '{text}' is upside down; write the lesser one first");
        return Range(from, to);
    }

    private int ParseValue(string text)
    {
        var word = Array.FindIndex(Words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (word >= 0) return Least + word;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= Least && value <= Most) return value;
        throw new FormatException($"the {Name} '{text}' is out of range; write {Form}, lists as 1,3, ranges as 1-3, steps as */2");
    }

    private int ParseStep(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0
            ? step
            : throw new FormatException($"the {Name} step '{text}' is no number; write one from 1 to {Most}, as in */2");
}
