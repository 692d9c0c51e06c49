using System.Globalization;
using Broker.Core.Management;

namespace Broker.Web.Components.Panels;

/// <summary>A message as it is being typed.</summary>
public sealed class SendDraft
{
    public static IReadOnlyDictionary<string, TimeSpan> TimeUnits { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        ["Seconds"] = TimeSpan.FromSeconds(1),
        ["Minutes"] = TimeSpan.FromMinutes(1),
        ["Hours"] = TimeSpan.FromHours(1),
    };

    public string Body { get; set; } = "";

    public bool Persistent { get; set; } = true;

    public int Priority { get; set; } = 4;

    /// <summary>A number of <see cref="TimeUnit"/>; empty means for ever.</summary>
    public string? TimeToLive { get; set; }

    public string TimeUnit { get; set; } = "Seconds";

    public string? CorrelationId { get; set; }

    public string? Type { get; set; }

    public string? ReplyTo { get; set; }

    public string? GroupId { get; set; }

    public List<DraftProperty> Properties { get; } = [];

    /// <summary>The first thing wrong with it, or null. The engine checks again; this only answers sooner.</summary>
    public SendProblem? Problem
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(TimeToLive) && ParsedTimeToLive is null)
            {
                return SendProblem.TimeToLive;
            }

            var names = Properties.Where(static property => !property.IsEmpty).Select(static property => property.Name).ToList();
            return names.Exists(static name => !IsJavaIdentifier(name)) ? SendProblem.PropertyName
                : names.Distinct(StringComparer.Ordinal).Count() < names.Count ? SendProblem.PropertyTwice
                : null;
        }
    }

    private TimeSpan? ParsedTimeToLive =>
        double.TryParse(TimeToLive, NumberStyles.AllowDecimalPoint, CultureInfo.CurrentCulture, out var number)
        && number is > 0 and < 1e6 && TimeUnits.TryGetValue(TimeUnit, out var unit) ? number * unit : null;

    public SendRequest ToRequest(string queue) => new()
    {
        Queue = queue,
        Body = Body,
        Persistent = Persistent,
        Priority = Priority,
        TimeToLive = ParsedTimeToLive,
        CorrelationId = NullIfEmpty(CorrelationId),
        Type = NullIfEmpty(Type),
        ReplyTo = NullIfEmpty(ReplyTo),
        GroupId = NullIfEmpty(GroupId),
        Properties = Properties.Where(static property => !property.IsEmpty)
            .ToDictionary(static property => property.Name, static property => property.Value, StringComparer.Ordinal),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // JMS 1.1, 3.5.1: property names obey the rules for selector identifiers, which are Java's.
    private static bool IsJavaIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '_' or '$') && name.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '$');
}
