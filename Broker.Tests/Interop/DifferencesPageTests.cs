using System.Text.RegularExpressions;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>The page for people who come from ActiveMQ, held against the scenarios that it names; <c>parity.sh</c> holds both against ActiveMQ.</summary>
public sealed partial class DifferencesPageTests
{
    private static readonly string[] _named =
        [.. from Match match in NamePattern().Matches(RepositoryFiles.Read("docs", "activemq-differences.md")) select match.Groups["name"].Value];

    [Fact]
    public void Page_NamesScenarios_ThatExist() =>
        Assert.Empty(_named.Except(from scenario in JavaScenarioSuite.Scenarios select scenario.Name));

    [Fact]
    public void Page_ScenarioIsBetter_IsNamed() =>
        Assert.Empty((from scenario in JavaScenarioSuite.Scenarios where scenario.How is "better" select scenario.Name).Except(_named));

    // `group-owner-closes`
    [GeneratedRegex("`(?<name>[a-z0-9]+(-[a-z0-9]+)+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamePattern();
}
