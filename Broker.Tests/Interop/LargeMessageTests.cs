namespace Broker.Tests.Interop;

[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class LargeMessageTests
{
    [Fact]
    public async Task JavaClient_MessageOf50Megabytes_ArrivesUnchanged()
    {
        var failure = await JavaScenarioSuite.RunAloneAsync("message-large-50mb", TimeSpan.FromMinutes(3));
        Assert.True(failure is "", failure);
    }
}
