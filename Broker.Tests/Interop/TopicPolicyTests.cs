namespace Broker.Tests.Interop;

/// <summary>Topics under policies, as ActiveMQ's Java client sees them; what each scenario does is in <c>TopicScenarios.java</c>.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class TopicPolicyTests(TopicPolicySuite suite) : IClassFixture<TopicPolicySuite>
{
    [Theory]
    [MemberData(nameof(TopicPolicySuite.Names), MemberType = typeof(TopicPolicySuite))]
    public void JavaClient_Scenario_Passes(string name)
    {
        var failure = suite.FailureOf(name);
        Assert.True(failure is "", failure);
    }
}
