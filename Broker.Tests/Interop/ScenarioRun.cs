using System.Text.RegularExpressions;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>The scenarios of one Java file, run in one Java machine against a broker with settings of its own.</summary>
internal static partial class ScenarioRun
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>The names that the file adds to run alone.</summary>
    public static IEnumerable<string> NamesIn(string file) =>
        from Match match in AlonePattern().Matches(File.ReadAllText(Path.Combine(JavaClient.SourceDirectory, file)))
        select match.Groups["name"].Value;

    /// <returns>Empty for each scenario that passed, else why not.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(BrokerProcess broker, IEnumerable<string> names)
    {
        var verdicts = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var client = await JavaClient.StartAsync("Scenarios", [broker.OpenWireUrl, .. names]);
        while (await client.ReadLineAsync(_patience) is { } line)
        {
            if (line.Split(' ', 3) is ["PASS" or "FAIL", var name, var detail])
                verdicts[name] = line.StartsWith("PASS", StringComparison.Ordinal) ? "" : detail;
        }

        return verdicts;
    }

    // s.alone("rights-read", ...)
    [GeneratedRegex("""\.alone\("(?<name>[^"]+)",""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AlonePattern();
}
