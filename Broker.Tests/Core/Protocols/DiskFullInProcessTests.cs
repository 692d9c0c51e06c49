using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Core.Protocols;

/// <summary>What a producer is told when the store takes no more, and that service goes on afterwards without a restart.</summary>
public sealed class DiskFullInProcessTests
{
    private readonly Destination _queue = Destination.Queue("FULL");

    [Fact]
    public async Task Send_StoreLimitReachedAndFailing_ResourceAllocationException()
    {
        using var directory = new TemporaryDirectory();
        await using var broker = await BrokerFixture.StartAsync(
            usage: new() { SendFailIfNoSpace = true },
            createPersistence: () => new JournalPersistenceAdapter(new() { Directory = directory.Path, StoreLimitBytes = 64 * 1024 }, MasterTenure.Unlimited(TimeProvider.System)));
        await using var client = await broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        var (answered, error) = await SendUntilRefusedAsync(client, producer, 1);
        Assert.Equal("javax.jms.ResourceAllocationException", error.ClassName);
        await ReceiveAllAsync(client, answered);
        var after = OpenWireClient.Text(producer, 10_000, _queue, "after");
        await Eventually.TrueAsync(async () => await IsTakenAsync(client, after), static () => "There is space again, and sends are still refused.");
    }

    [Theory]
    [InlineData("write")]
    [InlineData("sync")]
    [InlineData("allocation")]
    public async Task Send_DiskFails_JmsExceptionAndNothingAnsweredIsLost(string kind)
    {
        using var directory = new TemporaryDirectory();
        var disk = new FaultyDisk();
        await using var broker = await BrokerFixture.StartAsync(createPersistence: () => new JournalPersistenceAdapter(
            new() { Directory = directory.Path, SegmentSizeBytes = 16 * 1024 }, MasterTenure.Unlimited(TimeProvider.System), disk));
        await using var client = await broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        await client.RequestAsync(OpenWireClient.Text(producer, 1, _queue, "before"));
        Set(disk, kind, fails: true);
        var (answered, error) = await SendUntilRefusedAsync(client, producer, 2);
        Assert.StartsWith("javax.jms.", error.ClassName, StringComparison.Ordinal);
        Set(disk, kind, fails: false);
        var after = OpenWireClient.Text(producer, 10_000, _queue, "after");
        await Eventually.TrueAsync(async () => await IsTakenAsync(client, after), static () => "The disk is well again, and sends are still refused.");
        await ReceiveAllAsync(client, [1, .. answered, 10_000]);
        Assert.False(client.Closed.IsCompleted);
    }

    private async Task<(List<long> Answered, RemoteError Error)> SendUntilRefusedAsync(OpenWireClient client, ProducerId producer, long sequence)
    {
        var answered = new List<long>();
        for (; sequence < 9_000; sequence++)
        {
            try
            {
                await client.RequestAsync(OpenWireClient.Text(producer, sequence, _queue, new string('x', 1000)));
                answered.Add(sequence);
            }
            catch (RefusedException e)
            {
                return (answered, e.Error);
            }
        }

        throw new TimeoutException("Nothing was refused.");
    }

    private static async Task<bool> IsTakenAsync(OpenWireClient client, MessageCommand command)
    {
        try
        {
            command.CommandId = 0;
            await client.RequestAsync(command);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private async Task ReceiveAllAsync(OpenWireClient client, List<long> expected)
    {
        await client.AddConsumerAsync(_queue);
        foreach (var sequence in expected)
        {
            var received = await client.ReceiveAsync();
            Assert.Equal(sequence, received.Message!.Message.Id.ProducerSequence);
            await client.AcknowledgeAsync(received);
        }
    }

    private static void Set(FaultyDisk disk, string kind, bool fails)
    {
        if (kind is "write") disk.FailsWrites = fails;
        if (kind is "sync") disk.FailsSyncs = fails;
        if (kind is "allocation") disk.FailsAllocations = fails;
    }
}
