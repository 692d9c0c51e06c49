using System.Diagnostics;
using System.Net;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Interop;

/// <summary>Two brokers, one data directory: the second waits, and goes on with what the first had when that is killed.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Failover")]
public sealed class TakeOverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TakesOverWithin = TimeSpan.FromSeconds(15);
    private readonly Destination _queue = Destination.Queue("TAKEN.OVER");

    [Fact]
    public async Task Kill_Master_SlaveServesItsMessages()
    {
        using var http = new HttpClient();
        await using var first = await BrokerProcess.StartAsync();
        await using (var client = await OpenWireClient.OpenAsync(AddressOf(first)))
        {
            var producer = await client.AddProducerAsync(_queue);
            for (var sequence = 1; sequence <= 100; sequence++) await client.RequestAsync(OpenWireClient.Text(producer, sequence, _queue));
        }

        await using var second = BrokerProcess.StartSlave(first);
        await Eventually.TrueAsync(
            async () => await AskAsync(http, second, "live") is HttpStatusCode.OK, () => $"The slave's console is not up.\n{second.OutputTail}");
        await Eventually.TrueAsync(
            async () => await TextAsync(http, second, "ready") is "Slave", () => $"It is no slave.\n{second.OutputTail}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http, second, "ready"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, first, "ready"));

        var killed = Stopwatch.GetTimestamp();
        await first.KillAsync();
        await Eventually.TrueAsync(
            async () => await AskAsync(http, second, "ready") is HttpStatusCode.OK, () => $"The slave did not take over.\n{second.OutputTail}", TakesOverWithin);
        output.WriteLine($"Took over in {Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s.");
        await using var later = await OpenWireClient.OpenAsync(AddressOf(second));
        await later.AddConsumerAsync(_queue);
        for (var sequence = 1; sequence <= 100; sequence++)
        {
            var received = await later.ReceiveAsync();
            Assert.Equal(sequence, received.Message!.Message.Id.ProducerSequence);
            await later.AcknowledgeAsync(received);
        }
    }

    [Fact]
    public async Task Stop_WaitingSlave_EndsGracefully()
    {
        using var http = new HttpClient();
        await using var first = await BrokerProcess.StartAsync();
        await using var second = BrokerProcess.StartSlave(first);
        await Eventually.TrueAsync(
            async () => await TextAsync(http, second, "ready") is "Slave", () => $"It is no slave.\n{second.OutputTail}");
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, first, "ready"));
    }

    private static IPEndPoint AddressOf(BrokerProcess broker) => new(IPAddress.Loopback, broker.OpenWirePort);

    private static async Task<HttpStatusCode?> AskAsync(HttpClient http, BrokerProcess broker, string what)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{broker.HttpUrl}/health/{what}"));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<string?> TextAsync(HttpClient http, BrokerProcess broker, string what)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{broker.HttpUrl}/health/{what}"));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
