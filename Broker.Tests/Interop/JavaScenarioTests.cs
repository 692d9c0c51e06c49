namespace Broker.Tests.Interop;

/// <summary>One row per scenario of ActiveMQ's Java client; what each does is written in <c>Interop/java</c>.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class JavaScenarioTests(JavaScenarioSuite suite) : IClassFixture<JavaScenarioSuite>
{
    public static TheoryData<string> Names => [.. JavaScenarioSuite.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void JavaClient_Scenario_Passes(string name)
    {
        var failure = suite.FailureOf(name);
        Assert.True(failure is "", failure);
    }
}
