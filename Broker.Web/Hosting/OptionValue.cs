using System.Globalization;
using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>Reads the single values that options are made of: text, flags, numbers, sizes (long), times and choices.</summary>
internal static class OptionValue
{
    /// <summary>Reads one value; false when the text is not of the type's form.</summary>
    public static bool TryParse(Type type, string text, out object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null,
            _ when type == typeof(long) => ByteSize.TryParse(text, out var bytes) ? bytes : null,
            _ when type == typeof(UsageLimit) => UsageLimit.TryParse(text, out var limit) ? limit : null,
            _ when type == typeof(TimeSpan) => TryParseTime(text, out var time) ? time : null,
            _ when type.IsEnum => ParseChoice(type, text.Trim()),
            _ => throw new NotSupportedException($"Options of type {type} have no form yet; give them one here."),
        };
        return value is not null;
    }

    /// <summary>What a value of the type looks like, for error sentences.</summary>
    public static string Form(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Form(inner) : type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(double) => "a number, such as 1.5",
        _ when type == typeof(long) => ByteSize.Form,
        _ when type == typeof(UsageLimit) => UsageLimit.Form,
        _ when type == typeof(TimeSpan) => "a time as hours:minutes:seconds, such as 00:00:30",
        _ => $"one of {string.Join(", ", Enum.GetNames(type))}",
    };

    // Without a colon .NET reads "30" as thirty days.
    private static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time);
    }

    // By name alone: Enum.Parse takes any number.
    private static object? ParseChoice(Type type, string text) =>
        Array.Find(Enum.GetNames(type), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;
}
