using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Broker.Core.Messages;
using Broker.Tests.Failover;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>Flow control as ActiveMQ's Java client meets it, and what people see of it meanwhile.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class FlowTests(FlowTests.Suite suite) : IClassFixture<FlowTests.Suite>
{
    public static TheoryData<string> Names => [.. ScenarioRun.NamesIn("FlowScenarios.java")];

    [Theory]
    [MemberData(nameof(Names))]
    public void JavaClient_FlowControl_Holds(string name)
    {
        var failure = suite.Verdicts.GetValueOrDefault(name, "There is no verdict.");
        Assert.True(failure is "", failure);
    }

    [Fact]
    public void BlockedProducer_IsListedWithTheReason()
    {
        Assert.Contains("\"destination\":\"queue://FLOW.drained\"", suite.Blocked, StringComparison.Ordinal);
        Assert.Contains("The queue has reached its memory limit", suite.Blocked, StringComparison.Ordinal);
        Assert.Contains("\"remoteAddress\":\"127.0.0.1:", suite.Blocked, StringComparison.Ordinal);
    }

    public sealed class Suite : IAsyncLifetime
    {
        private const string Password = "correct horse battery";

        public IReadOnlyDictionary<string, string> Verdicts { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

        /// <summary>What the API said while the producer of the first scenario was blocked.</summary>
        public string Blocked { get; private set; } = "";

        public async Task InitializeAsync()
        {
            await using var broker = await BrokerProcess.StartAsync(
            [
                $"--Security:Administrator:Password={Password}",
                .. Policy(0, "FLOW.>"),
                .. Policy(1, "FAIL.>", "SendFailIfNoSpace=true"),
                .. Policy(2, "LATE.>", "SendFailIfNoSpaceAfterTimeout=00:00:00.5"),
            ]);
            var run = ScenarioRun.RunAsync(broker, ScenarioRun.NamesIn("FlowScenarios.java"));
            var looking = LookAsync(broker);
            await Task.WhenAny(run, looking);
            Verdicts = await run;
            await looking;
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private async Task LookAsync(BrokerProcess broker)
        {
            using var api = new HttpClient();
            api.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Password}")));
            var address = new Uri($"{broker.HttpUrl}/api/v1/blocked-producers");
            // A peer has no such list, and its producer waits all the same.
            if (FailoverSettings.Peer is null) await SeeAsync(api, address);
            await using var client = await OpenWireClient.OpenAsync(new(IPAddress.Loopback, broker.OpenWirePort));
            var go = Destination.Queue("go");
            await client.RequestAsync(OpenWireClient.Text(await client.AddProducerAsync(go), 1, go, "1"));
        }

        private Task SeeAsync(HttpClient api, Uri address) =>
            Eventually.TrueAsync(
                async () =>
                {
                    try
                    {
                        return (Blocked = await api.GetStringAsync(address)).Contains("FLOW.drained", StringComparison.Ordinal);
                    }
                    catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError)
                    {
                        // The clients' port opens before that of the API.
                        return false;
                    }
                },
                () => $"No producer of FLOW.drained is listed, but: {Blocked}",
                TimeSpan.FromSeconds(60));

        private static string[] Policy(int number, string queue, params string[] more)
        {
            var key = $"--Broker:DestinationPolicies:{number}";
            return [$"{key}:Queue={queue}", $"{key}:ProducerFlowControl=true", $"{key}:MemoryLimit=256kb", .. more.Select(setting => $"{key}:{setting}")];
        }
    }
}
