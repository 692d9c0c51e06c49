using System.Net;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Scheduling;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;

namespace Broker.Tests.Failover;

/// <summary>The master dies while thousands of jobs are due: the next one delivers each of them, and none twice.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Failover")]
public sealed class ScheduledTakeOverTests
{
    private const int Jobs = 5000;
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(3);
    private static readonly Destination _queue = Destination.Queue("reminders");

    [Theory]
    [InlineData("directory")]
    [InlineData("database")]
    public async Task Kill_WhileJobsAreDue_TheNextMasterDeliversEachOnce(string kind)
    {
        await using var store = await PairStore.CreateAsync(kind);
        await using var pair = await BrokerPair.StartAsync(store, _lease);
        var master = await pair.WaitUntilCompleteAsync();
        await ScheduleUntilTheFirstComesAsync(master);

        await master.Process.KillAsync();

        var next = await pair.MasterAsync();
        await using var client = await OpenAsync(next);
        var consumer = await client.AddConsumerAsync(_queue, prefetch: 2 * Jobs);
        var delivered = new List<MessageId>();
        while (delivered.Count < Jobs) delivered.Add((await client.ReceiveAsync()).Message!.Message.Id);
        Assert.Equal(Jobs, delivered.Distinct().Count());

        // What is due later than all the others comes next: nothing was left, and nothing is delivered again.
        var producer = await client.AddProducerAsync(_queue);
        await client.RequestAsync(Scheduled(producer, 1, 500));
        var last = await client.ReceiveAsync();
        Assert.Equal((producer, consumer), (last.Message!.Message.Id.Producer, last.ConsumerId));
        Assert.False(client.TryReceive(out _));
    }

    // The consumer takes one message and never acknowledges it, so that all of them are there for the next master.
    private static async Task ScheduleUntilTheFirstComesAsync(PairNode master)
    {
        await using var client = await OpenAsync(master);
        await client.AddConsumerAsync(_queue, prefetch: 1);
        var producer = await client.AddProducerAsync(_queue);
        var answers = new List<Task>();
        for (var number = 1; number <= Jobs; number++) answers.Add(await client.BeginRequestAsync(Scheduled(producer, number, 5000)));
        await Task.WhenAll(answers).WaitAsync(Eventually.Patience);
        await client.ReceiveAsync();
    }

    private static Task<OpenWireClient> OpenAsync(PairNode node) => OpenWireClient.OpenAsync(new IPEndPoint(IPAddress.Loopback, node.Process.OpenWirePort));

    private static MessageCommand Scheduled(ProducerId producer, long number, long delay)
    {
        var command = OpenWireClient.Text(producer, number, _queue);
        command.Message.Properties = MessageProperties.Write([new(ScheduleProperties.Delay, delay)]);
        return command;
    }
}
