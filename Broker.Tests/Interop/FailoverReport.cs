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
    public static FailoverReport Parse(IReadOnlyList<string> lines)
    {
        var text = string.Join('\n', lines);
        var summary = lines.SingleOrDefault(l => l.StartsWith("SUMMARY ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The comparison did not end:\n{text}");
        var values = summary.Split(' ')[1..].Select(v => v.Split('=')).ToDictionary(v => v[0], v => long.Parse(v[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new FailoverReport(text, lines.Contains("VERIFY OK", StringComparer.Ordinal), values["answered"], values["committed"], values["auto-deepest"]);
    }
}
