using Broker.Core.Messages;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Groups whose messages wait in the store, where each consumer looks by itself: neither order nor memory may suffer from that.</summary>
public sealed class MessageGroupSearchTests : IAsyncDisposable
{
    private const string Queue = "Q";

    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());
    private readonly EngineFixture _engine;
    private readonly TestClient _client;

    public MessageGroupSearchTests()
    {
        _engine = new(_persistence, policies: EngineFixture.SmallQueues());
        _client = _engine.Connect();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Dispatch_NewGroupBeyondMemory_GoesToWhoHasSeenAllBefore()
    {
        var red = await ConsumeAsync("color = 'red'");
        await FillMemoryAsync();
        await LoadedAsync();
        var sent = await SendAsync("A", "red");
        Assert.Equal([sent], red.Numbers);
    }

    [Fact]
    public async Task Dispatch_NewGroupBeyondMemory_NotToWhoMayFindAnEarlierOfIt()
    {
        var red = await ConsumeAsync("color = 'red'");
        var other = await SendAsync("A", "red");
        await FillMemoryAsync();
        await LoadedAsync();
        var earlier = await SendAsync("B", "blue");
        _persistence.ReadsFail = true;

        // Owns fewer groups than the other, and cannot look into the store yet.
        var both = await ConsumeAsync("color IN ('red', 'blue')");
        await LoadedAsync();
        var later = await SendAsync("B", "red");
        Assert.Equal([other, later], red.Numbers);

        _persistence.ReadsFail = false;
        red.Close();
        await both.CountAsync(3);
        Assert.Equal([earlier, later], both.Messages.Where(static message => message.GroupId == "B").Select(static message => message.Id.ProducerSequence));
    }

    [Fact]
    public async Task Search_TakerIsFull_LeavesTheRestInTheStore()
    {
        await FillMemoryAsync();
        for (var group = 0; group < 1500; group++) await SendAsync($"G{group}", "red");
        var red = await ConsumeAsync("color = 'red'", prefetch: 1);
        await red.CountAsync(1);
        await LoadedAsync();
        Assert.True(_engine.Memory.UsedBytes < 20_000, $"{_engine.Memory.UsedBytes} bytes were brought into memory for one message.");
    }

    [Fact]
    public async Task Search_GroupClosedInItsMidst_BeginsAnewWhereItsMessagesWerePassedOver()
    {
        var red = await ConsumeAsync("color = 'red'");
        var first = await SendAsync("G", "red");

        // All that follows is to be found in one page.
        _persistence.ReadsFail = true;
        await FillMemoryAsync();
        var blue = await ConsumeAsync("color = 'blue'");
        var passedOver = await SendAsync("G", "blue");
        var closing = await SendAsync("G", "red", sequence: -1);
        var behind = await SendAsync("G", "blue");
        await LoadedAsync();
        Assert.Empty(blue.Numbers);
        _persistence.ReadsFail = false;
        await SendAsync(null, "green");
        await LoadedAsync();
        Assert.Equal([first, closing], red.Numbers);
        Assert.Equal([passedOver, behind], blue.Numbers);
    }

    private Task<TestConsumer> ConsumeAsync(string selector, int prefetch = 1000) => _client.ConsumeAsync(Queue, prefetch, selector);

    // With what nobody takes: whatever is sent from then on is left to the store.
    private async Task FillMemoryAsync()
    {
        for (var i = 0; i < 30; i++) await SendAsync(null, "green");
    }

    private Task LoadedAsync() => Eventually.DoneAsync(_engine.Queue(Queue).Backlog.WhenLoadedAsync());

    private async Task<long> SendAsync(string? group, string color, int sequence = 0)
    {
        var message = _client.Create(Destination.Queue(Queue), color: color);
        (message.GroupId, message.GroupSequence) = (group, sequence);
        return (await _client.SendAsync(message)).Id.ProducerSequence;
    }
}
