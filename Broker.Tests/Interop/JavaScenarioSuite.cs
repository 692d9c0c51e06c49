using System.Text.RegularExpressions;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>Runs every scenario in one Java machine against one broker process; the tests read the verdicts.</summary>
public sealed partial class JavaScenarioSuite : IAsyncLifetime
{
    /// <summary>Longest silence: a scenario of 30 s that fails, with room for a busy machine.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _verdicts = [];
    private string _outputTail = "";

    /// <summary>The names that one source has for runs of their own.</summary>
    public static IEnumerable<string> NamesAlone(string source) =>
        from scenario in ScenariosOf(Path.Combine(JavaClient.SourceDirectory, source)) where scenario.How is "alone" select scenario.Name;

    /// <summary>The names written in the Java sources, those that run alone apart.</summary>
    public static IEnumerable<string> Names => from scenario in Scenarios where scenario.How is not "alone" select scenario.Name;

    /// <summary>Every scenario of the Java sources: its name, and the method that adds it.</summary>
    internal static IEnumerable<(string Name, string How)> Scenarios =>
        Directory.GetFiles(JavaClient.SourceDirectory, "*Scenarios.java").Order(StringComparer.Ordinal).SelectMany(ScenariosOf);

    private static IEnumerable<(string Name, string How)> ScenariosOf(string file) =>
        from Match match in ScenarioPattern().Matches(File.ReadAllText(file)) select (match.Groups["name"].Value, match.Groups["how"].Value);

    public async Task InitializeAsync()
    {
        await using var broker = await BrokerProcess.StartAsync(JavaScenarioPolicies.Arguments);
        await RunAsync(broker, [broker.OpenWireUrl, .. Names]);
    }

    /// <summary>Runs scenarios in one Java machine, with the arguments of <c>Scenarios.java</c>.</summary>
    internal async Task RunAsync(BrokerProcess broker, string[] arguments)
    {
        await using var client = await JavaClient.StartAsync("Scenarios", arguments);
        try
        {
            while (await client.ReadLineAsync(_patience) is { } line)
            {
                if (line.Split(' ', 3) is ["PASS" or "FAIL", var name, var detail])
                    _verdicts[name] = line.StartsWith("PASS", StringComparison.Ordinal) ? "" : detail;
            }
        }
        catch (TimeoutException)
        {
            // The scenarios without a verdict say so themselves.
        }
        _outputTail = $"Client:\n{client.OutputTail}\nBroker:\n{broker.OutputTail}";
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Empty when the scenario passed, else why not.</summary>
    public string FailureOf(string name) => _verdicts.TryGetValue(name, out var failure) ? failure : $"There is no verdict. {_outputTail}";

    /// <summary>Runs one scenario by itself against a broker of its own.</summary>
    internal static async Task<string> RunAloneAsync(string name, TimeSpan limit)
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var client = await JavaClient.StartAsync("Scenarios", broker.OpenWireUrl, name);
        var line = await client.ReadLineAsync(limit);
        return line is not null && line.StartsWith("PASS", StringComparison.Ordinal) ? "" : $"{line}\nBroker:\n{broker.OutputTail}";
    }

    // s.add("message-text", ...)
    [GeneratedRegex("""\.(?<how>add|alone|better)\("(?<name>[^"]+)",""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScenarioPattern();
}
