using System.Globalization;

namespace Broker.Tests.Interop;

/// <summary>What <c>FailoverClient verify</c> found.</summary>
/// <param name="Text">All it printed.</param>
/// <param name="Passed">Its own verdict: nothing lost, nothing committed came back, no transaction torn, nothing stored twice.</param>
/// <param name="Answered">Sends the broker had answered.</param>
/// <param name="Committed">Receives whose commit the broker had answered.</param>
/// <param name="AutoDeepest">
/// Of the automatically acknowledged messages that came back, the one farthest from the break of its connection, in messages.
/// Such acknowledgements are not answered, so the last before a break may be lost.
/// </param>
internal sealed record FailoverReport(string Text, bool Passed, long Answered, long Committed, long AutoDeepest)
{
    /// <summary>Answered sends that nobody ever received.</summary>
    public required long Lost { get; init; }

    /// <summary>Messages of which the broker kept two copies: a send that was made again, and not recognised.</summary>
    public required long StoredTwice { get; init; }

    /// <summary>Second deliveries to an application that JMSRedelivered did not tell of.</summary>
    public required long Unflagged { get; init; }

    /// <summary>Messages that arrived at clients more than once with a redelivery count of 0, whether or not an application saw them.</summary>
    public required long UnflaggedOnTheWire { get; init; }

    /// <summary>How often an answer came from a broker whose time was over, or not yet come.</summary>
    public required long Overlaps { get; init; }

    public static FailoverReport Parse(IReadOnlyList<string> lines)
    {
        var text = string.Join('\n', lines);
        var summary = lines.SingleOrDefault(l => l.StartsWith("SUMMARY ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The comparison did not end:\n{text}");
        var values = summary.Split(' ')[1..].Select(v => v.Split('=')).ToDictionary(v => v[0], v => long.Parse(v[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new FailoverReport(text, lines.Contains("VERIFY OK", StringComparer.Ordinal), values["answered"], values["committed"], values["auto-deepest"])
        {
            Lost = values["lost"],
            StoredTwice = values["stored-twice"],
            Unflagged = values["unflagged"],
            UnflaggedOnTheWire = values["unflagged-on-the-wire"],
            Overlaps = values["overlaps"],
        };
    }
}
