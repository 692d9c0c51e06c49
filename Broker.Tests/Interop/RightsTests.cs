using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>Users, groups and rights as ActiveMQ's Java client meets them.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class RightsTests(RightsTests.Suite suite) : IClassFixture<RightsTests.Suite>
{
    public static TheoryData<string> Names => [.. ScenarioRun.NamesIn("RightsScenarios.java")];

    [Theory]
    [MemberData(nameof(Names))]
    public void JavaClient_Rights_Hold(string name)
    {
        var failure = suite.Verdicts.GetValueOrDefault(name, "There is no verdict.");
        Assert.True(failure is "", failure);
    }

    public sealed class Suite : IAsyncLifetime
    {
        public IReadOnlyDictionary<string, string> Verdicts { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public async Task InitializeAsync()
        {
            await using var broker = await BrokerProcess.StartAsync(
            [
                "--Security:Administrator:Name=root",
                "--Security:Administrator:Password=secret-root",
                "--Security:AnonymousGroup=guests",
                "--Security:Users:0:Name=ann",
                "--Security:Users:0:Password=secret-ann",
                "--Security:Users:0:Groups=sales",
                "--Security:Authorization:Enabled=true",
                .. Entry(0, "Queue", "R.>", read: "sales"),
                .. Entry(1, "Queue", "W.>", write: "sales"),
                .. Entry(2, "Queue", "ALL.>", "sales", "sales", "sales"),
                .. Entry(3, "Topic", "ALL.>", "sales", "sales", "sales"),
                .. Entry(4, "Queue", "WILD.OPEN.>", read: "sales"),
                .. Entry(5, "Queue", "GUESTS.>", write: "guests", admin: "guests"),
            ]);
            Verdicts = await ScenarioRun.RunAsync(broker, ScenarioRun.NamesIn("RightsScenarios.java"));
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private static string[] Entry(int number, string kind, string pattern, string read = "", string write = "", string admin = "")
        {
            var key = $"--Security:Authorization:Entries:{number}";
            return [$"{key}:{kind}={pattern}", $"{key}:Read={read}", $"{key}:Write={write}", $"{key}:Admin={admin}"];
        }
    }
}
