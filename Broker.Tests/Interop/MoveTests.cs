using System.Globalization;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>ActiveMQ's Java client is told where else to go, and goes there without its application noticing.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class MoveTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly Destination _queue = Destination.Queue("MOVES");

    [Fact]
    public async Task Redirect_ClientKnowsOneAddress_MovesAtOnce()
    {
        await using var here = await BrokerFixture.StartAsync();
        await using var there = await BrokerFixture.StartAsync();
        await using var client = await StartAsync(UriOf(here));
        var connector = here.View.Connectors[0];
        await connector.StopAcceptingAsync();
        connector.Freeze();
        connector.Redirect(UriOf(there), [UriOf(there), UriOf(here)]);
        await AssertMovedAsync(client, here, there);
    }

    [Fact]
    public async Task Redirect_ClientKnowsBothAddresses_MovesAtOnce()
    {
        await using var here = await BrokerFixture.StartAsync();
        await using var there = await BrokerFixture.StartAsync();
        await using var client = await StartAsync($"{UriOf(here)},{UriOf(there)}");
        var connector = here.View.Connectors[0];
        await connector.StopAcceptingAsync();
        connector.Freeze();
        connector.Redirect(UriOf(there), [UriOf(here), UriOf(there)]);
        await AssertMovedAsync(client, here, there);
    }

    [Fact]
    public async Task TellConnectedBrokers_BrokerGoesAway_ClientFindsTheOther()
    {
        await using var here = await BrokerFixture.StartAsync(updateClusterClients: true);
        await using var there = await BrokerFixture.StartAsync();
        var connector = here.View.Connectors[0];
        connector.TellConnectedBrokers([UriOf(here)]);
        await using var client = await StartAsync(UriOf(here));
        connector.TellConnectedBrokers([UriOf(here), UriOf(there)]);
        // Its answers come behind what it was told.
        await ReadUntilAsync(client, "ANSWERED");
        await ReadUntilAsync(client, "ANSWERED");
        await connector.AbortAsync("test");
        await AssertMovedAsync(client, here, there);
    }

    private static string UriOf(BrokerFixture broker) => broker.View.Connectors[0].PublishedUri!;

    private static async Task<ChildProcess> StartAsync(string uris)
    {
        var client = await JavaClient.StartAsync("MovingClient", $"failover:({uris})?randomize=false&maxReconnectDelay=100", "MOVES");
        await ReadUntilAsync(client, "ANSWERED");
        return client;
    }

    private async Task AssertMovedAsync(ChildProcess client, BrokerFixture here, BrokerFixture there)
    {
        await ReadUntilAsync(client, "RESUMED");
        await ReadUntilAsync(client, "ANSWERED");
        await client.WriteLineAsync("stop");
        var answered = long.Parse((await ReadUntilAsync(client, "DONE"))[5..], CultureInfo.InvariantCulture);
        // Two stores that know nothing of one another: only what was under way when the client left may be in both.
        Assert.InRange(CountIn(here) + CountIn(there), answered, answered + 1);
        Assert.True(CountIn(there) > 0);
        Assert.DoesNotContain("FAILED", client.OutputTail, StringComparison.Ordinal);
    }

    private long CountIn(BrokerFixture broker) => broker.View.Router.Directory.FindQueue(_queue)?.Count ?? 0;

    private static async Task<string> ReadUntilAsync(ChildProcess client, string word)
    {
        while (await client.ReadLineAsync(_patience) is { } line)
        {
            Assert.False(line.StartsWith("FAILED", StringComparison.Ordinal), line);
            if (line.StartsWith(word, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"The client ended before it said {word}:\n{client.OutputTail}");
    }
}
