using Broker.Tests.Failover;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>A distributed transaction between two brokers is in doubt when they go away, and still when they are back.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class InDoubtTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("commit")]
    [InlineData("rollback")]
    public async Task Decide_BothBrokersKilledSincePrepare_TakesEffectOnBoth(string decision)
    {
        await using var from = await BrokerProcess.StartAsync();
        await using var to = await BrokerProcess.StartAsync();
        await using var client = await JavaClient.StartAsync("InDoubt", from.OpenWireUrl, to.OpenWireUrl, decision);
        await ReadAsync(client, "PREPARED", () => from.OutputTail);
        await Task.WhenAll(from.KillAsync(), to.KillAsync());
        await Task.WhenAll(from.RestartAsync(), to.RestartAsync());
        await client.WriteLineAsync("go on");
        await ReadAsync(client, "DONE", () => $"{from.OutputTail}\n{to.OutputTail}");
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("database")]
    public async Task Commit_AnotherMasterSincePrepare_ClientCommitsThere(string store)
    {
        await using var place = await PairStore.CreateAsync(store);
        await using var pair = await BrokerPair.StartAsync(place, TimeSpan.FromSeconds(3));
        var url = $"failover:({string.Join(',', pair.Urls)})?maxReconnectDelay=100";
        await using var client = await JavaClient.StartAsync("InDoubt", url, url, "commit");
        await ReadAsync(client, "PREPARED", () => pair.OutputTail);
        await (await pair.MasterAsync()).Process.KillAsync();
        await pair.MasterAsync();
        await client.WriteLineAsync("go on");
        await ReadAsync(client, "DONE", () => pair.OutputTail);
    }

    private static async Task ReadAsync(ChildProcess client, string word, Func<string> brokers)
    {
        var line = await client.ReadLineAsync(_patience);
        Assert.True(line == word, $"{line}\nClient:\n{client.OutputTail}\nBrokers:\n{brokers()}");
    }
}
