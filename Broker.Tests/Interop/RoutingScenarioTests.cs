namespace Broker.Tests.Interop;

/// <summary>One row per scenario of ActiveMQ's Java client about where messages go; what each does is written in <c>RoutingScenarios.java</c>.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class RoutingScenarioTests(RoutingScenarioSuite suite) : IClassFixture<RoutingScenarioSuite>
{
    public static TheoryData<string> Names => [.. RoutingScenarioSuite.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void JavaClient_Scenario_Passes(string name)
    {
        var failure = suite.FailureOf(name);
        Assert.True(failure is "", failure);
    }
}
