using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Who owns a message group, for how long, and that its order holds whatever happens.</summary>
public sealed class MessageGroupTests : IAsyncDisposable
{
    private readonly EngineFixture _engine;
    private readonly TestClient _client;

    public MessageGroupTests()
    {
        _engine = new(policies:
        [
            new() { Queue = "SMALL", MemoryLimit = 4096 },
            new() { Queue = "SMALL.PRIORITY", MemoryLimit = 4096, PrioritizedMessages = true },
            new() { Queue = "CACHED", MessageGroupMap = new() { Size = 1 } },
            new() { Queue = "SIMPLE", MessageGroupMap = new() { Kind = MessageGroupMapKind.Simple } },
        ]);
        _client = _engine.Connect();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Dispatch_TwoGroups_EachHasOneConsumer()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        foreach (var group in "ABABBA") await SendAsync($"{group}");
        Assert.Equal([1, 3, 6], one.Numbers);
        Assert.Equal([2, 4, 5], other.Numbers);
    }

    [Fact]
    public async Task Dispatch_ConsumerThatIsFreeFirst_DoesNotTakeAllGroups()
    {
        var first = await ConsumeAsync();
        foreach (var group in "ABC") await SendAsync($"{group}");
        var second = await ConsumeAsync();
        foreach (var group in "DEF") await SendAsync($"{group}");
        foreach (var group in "ADBECF") await SendAsync($"{group}");
        Assert.Equal([1, 2, 3, 7, 9, 11], first.Numbers);
        Assert.Equal([4, 5, 6, 8, 10, 12], second.Numbers);
    }

    [Fact]
    public async Task Dispatch_MessagesWithoutGroup_GoToEachInTurn()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        await SendAsync("A");
        await SendAsync(null);
        await SendAsync("");
        await SendAsync("A");
        Assert.Equal([1, 3, 4], one.Numbers);
        Assert.Equal([2], other.Numbers);
    }

    [Fact]
    public async Task Dispatch_FirstOfAGroup_SaysSoToItsConsumerOnly()
    {
        var one = await ConsumeAsync();
        for (var i = 0; i < 2; i++) await SendAsync("A");
        Assert.Equal([true, false], one.Messages.Select(message => message.GroupFirstForConsumer));
        var other = await ConsumeAsync();
        one.Close();
        Assert.Equal([true, false], other.Messages.Select(message => message.GroupFirstForConsumer));
        var browsed = await _engine.Queue("Q").BrowseAsync(0, 10, CancellationToken.None);
        Assert.All(browsed, message => Assert.False(message.GroupFirstForConsumer));
    }

    [Fact]
    public async Task Dispatch_SenderClaimsFirst_IsCorrected()
    {
        var consumer = await ConsumeAsync();
        await SendAsync("A");
        await SendAsync("A", first: true);
        Assert.False(consumer.Messages[1].GroupFirstForConsumer);
    }

    [Fact]
    public async Task Dispatch_OwnerFull_HoldsUpItsGroupsOnly()
    {
        var (one, other) = (await ConsumeAsync(prefetch: 1), await ConsumeAsync());
        await SendAsync("A");
        await SendAsync("B");
        for (var i = 0; i < 5; i++) await SendAsync("A");
        await SendAsync("B");
        Assert.Equal([1], one.Numbers);
        Assert.Equal([2, 8], other.Numbers);
        for (var i = 0; i < 5; i++) await one.AcknowledgeOneAsync(one.Messages[i]);
        Assert.Equal([1, 3, 4, 5, 6, 7], one.Numbers);
    }

    [Fact]
    public async Task Close_Owner_NextOneGetsTheGroupInOrder()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        for (var i = 0; i < 3; i++) await SendAsync("A");
        Assert.Empty(other.Numbers);
        one.Close();
        await SendAsync("A");
        Assert.Equal([1, 2, 3, 4], other.Numbers);
        Assert.Equal([1, 1, 1, 0], other.Deliveries.Select(delivery => delivery.RedeliveryCounter));
    }

    [Fact]
    public async Task Close_OwnerWithOpenTransaction_GroupWaitsForIt()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        for (var i = 0; i < 3; i++) await SendAsync("A");
        var transaction = one.Client.Begin();
        await one.AcknowledgeAsync(one.Messages[1], count: 2, transaction: transaction);
        one.Close();
        Assert.Empty(other.Numbers);
        await SendAsync("B");
        Assert.Equal([4], other.Numbers);
        one.Client.Rollback(transaction);
        Assert.Equal([4, 1, 2, 3], other.Numbers);
    }

    [Fact]
    public async Task Close_OwnerWhoseTransactionCommits_GroupGoesOnBehindIt()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        for (var i = 0; i < 3; i++) await SendAsync("A");
        var transaction = one.Client.Begin();
        await one.AcknowledgeAsync(one.Messages[1], count: 2, transaction: transaction);
        one.Close();
        await Eventually.DoneAsync(one.Client.CommitAsync(transaction));
        Assert.Equal([3], other.Numbers);
    }

    [Fact]
    public async Task Rollback_OwnerStays_KeepsTheGroup()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        for (var i = 0; i < 2; i++) await SendAsync("A");
        var transaction = one.Client.Begin();
        await one.AcknowledgeAsync(one.Messages[1], count: 2, transaction: transaction);
        one.Client.Rollback(transaction);
        await SendAsync("A");
        Assert.Equal([1, 2, 3], one.Numbers);
        Assert.Empty(other.Numbers);
    }

    [Fact]
    public async Task Send_SequenceOne_BeginsTheGroupAnew()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        await SendAsync("A", sequence: 1);
        await SendAsync("A", sequence: 2);
        await SendAsync("A", sequence: 1);
        await SendAsync("A", sequence: 2);
        Assert.Equal([1, 2], one.Numbers);
        Assert.Equal([3, 4], other.Numbers);
        Assert.Equal([true, false], other.Messages.Select(message => message.GroupFirstForConsumer));
    }

    [Fact]
    public async Task Send_SequenceOneBehindWaitingMessages_DoesNotOvertakeThem()
    {
        var (one, other) = (await ConsumeAsync(prefetch: 1), await ConsumeAsync());
        await SendAsync("A", sequence: 1);
        await SendAsync("A", sequence: 2);
        await SendAsync("A", sequence: 1);
        Assert.Equal([1], one.Numbers);
        Assert.Empty(other.Numbers);
        await one.AcknowledgeOneAsync(one.Messages[0]);
        Assert.Equal([1, 2], one.Numbers);
        Assert.Equal([3], other.Numbers);
    }

    [Fact]
    public async Task Send_NegativeSequence_ClosesTheGroupBehindIt()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        await SendAsync("A");
        await SendAsync("A", sequence: -1);
        Assert.Equal(0, _engine.Queue("Q").MessageGroupCount);
        await SendAsync("A");
        await SendAsync("A");
        Assert.Equal([1, 2], one.Numbers);
        Assert.Equal([3, 4], other.Numbers);
    }

    [Fact]
    public async Task Send_NegativeSequence_FreesWhatWaitedBehindTheOwner()
    {
        var (one, other) = (await ConsumeAsync(prefetch: 1), await ConsumeAsync());
        await SendAsync("A");
        await SendAsync("A", sequence: -1);
        await SendAsync("A");
        Assert.Empty(other.Numbers);
        await one.AcknowledgeOneAsync(one.Messages[0]);
        Assert.Equal([1, 2], one.Numbers);
        Assert.Equal([3], other.Numbers);
    }

    [Fact]
    public async Task Close_OwnerOfAClosedGroup_ReturnsItApartFromTheNewOne()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        await SendAsync("A");
        await SendAsync("A", sequence: -1);
        await SendAsync("A");
        var third = await ConsumeAsync();
        one.Close();
        Assert.Equal([3], other.Numbers);
        Assert.Equal([1, 2], third.Numbers);
        await SendAsync("A");
        Assert.Equal([3, 4], other.Numbers);
    }

    [Fact]
    public async Task Dispatch_SelectorAndGroup_BothHaveToAgree()
    {
        var red = await ConsumeAsync(selector: "color = 'red'");
        var blue = await ConsumeAsync(selector: "color = 'blue'");
        await SendAsync("A", color: "blue");
        await SendAsync("B", color: "red");
        await SendAsync("A", color: "red");
        await SendAsync("A", color: "blue");
        await SendAsync("B", color: "red");
        Assert.Equal([2, 5], red.Numbers);
        Assert.Equal([1, 4], blue.Numbers);
        blue.Close();
        Assert.Equal([2, 5, 3], red.Numbers);
    }

    [Fact]
    public async Task Dispatch_HigherPriorityConsumer_GetsNewGroupsWhileItHasRoom()
    {
        var low = await ConsumeAsync();
        await SendAsync("A");
        var high = await _client.ConsumeAsync("Q", prefetch: 2, priority: 5);
        foreach (var group in "BACD") await SendAsync($"{group}");
        Assert.Equal([1, 3, 5], low.Numbers);
        Assert.Equal([2, 4], high.Numbers);
    }

    [Fact]
    public async Task Subscribe_Exclusive_TakesOverGroupsWhenTheirMessagesAreSettled()
    {
        var plain = await ConsumeAsync();
        await SendAsync("A");
        var exclusive = await _client.ConsumeAsync("Q", exclusive: true);
        await SendAsync("A");
        await SendAsync("B");
        Assert.Equal([3], exclusive.Numbers);
        await plain.AcknowledgeOneAsync(plain.Messages[0]);
        Assert.Equal([1], plain.Numbers);
        Assert.Equal([3, 2], exclusive.Numbers);
    }

    [Fact]
    public async Task Dispatch_PullingConsumers_GroupStaysWithItsOwner()
    {
        var (one, other) = (await ConsumeAsync(prefetch: 0), await ConsumeAsync(prefetch: 0));
        one.Subscription.Pull(TimeSpan.Zero);
        for (var i = 0; i < 2; i++) await SendAsync("A");
        other.Subscription.Pull(TimeSpan.Zero);
        await SendAsync("B");
        Assert.Equal([1], one.Numbers);
        Assert.Equal([3], other.Numbers);
        one.Subscription.Pull(TimeSpan.Zero);
        Assert.Equal([1, 2], one.Numbers);
    }

    [Fact]
    public async Task Dispatch_WindowFullOfABusyOwnersGroup_OtherGroupsComeFromTheStore()
    {
        var (busy, free) = (await ConsumeAsync("SMALL", prefetch: 1), await ConsumeAsync("SMALL"));
        for (var i = 0; i < 500; i++) await SendAsync("A", queue: "SMALL");
        for (var i = 0; i < 3; i++) await SendAsync("B", queue: "SMALL");
        await free.CountAsync(3);
        Assert.Equal([501, 502, 503], free.Numbers);
        Assert.Equal([1], busy.Numbers);
        await SendAsync("B", queue: "SMALL");
        await free.CountAsync(4);
        busy.Close();
        await free.CountAsync(504);
        Assert.Equal([501, 502, 503, 504, .. Enumerable.Range(1, 500)], free.Numbers);
    }

    [Fact]
    public async Task Dispatch_PrioritiesAndGroups_HigherFirstWithinAGroup()
    {
        for (var i = 0; i < 20; i++) await SendAsync("A", queue: "SMALL.PRIORITY", priority: i % 10);
        var (one, other) = (await ConsumeAsync("SMALL.PRIORITY"), await ConsumeAsync("SMALL.PRIORITY"));
        await Eventually.TrueAsync(() => one.Messages.Count == 20);
        Assert.Equal([10, 20, 9, 19, 8, 18, 7, 17, 6, 16, 5, 15, 4, 14, 3, 13, 2, 12, 1, 11], one.Numbers);
        Assert.Empty(other.Numbers);
    }

    [Fact]
    public async Task ReleaseGroup_Idle_GoesToTheNextInTurn()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        await SendAsync("A");
        Assert.True(_engine.Queue("Q").ReleaseMessageGroup("A"));
        await SendAsync("A");
        Assert.Empty(other.Numbers);
        await one.AcknowledgeOneAsync(one.Messages[0]);
        Assert.Equal([2], other.Numbers);
        Assert.False(_engine.Queue("Q").ReleaseMessageGroup("B"));
    }

    [Fact]
    public async Task ReleaseAllGroups_ConsumerCameLater_ItGetsItsShare()
    {
        var one = await ConsumeAsync();
        foreach (var group in "ABCD") await SendAsync($"{group}");
        await one.AcknowledgeAsync(one.Messages[^1], count: 4);
        var other = await ConsumeAsync();
        Assert.Equal(4, _engine.Queue("Q").ReleaseAllMessageGroups());
        foreach (var group in "ABCD") await SendAsync($"{group}");
        Assert.Equal(2, other.Numbers.Count);
        Assert.Equal(6, one.Numbers.Count);
    }

    [Theory]
    [InlineData("CACHED", 1, 2)]
    [InlineData("SIMPLE", 2, 1)]
    public async Task Dispatch_MoreIdleGroupsThanTheMapHolds_LongestIdleIsForgotten(string queue, int remembered, int consumersOfA)
    {
        var (one, other) = (await ConsumeAsync(queue), await ConsumeAsync(queue));
        await SendAsync("A", queue);
        await one.AcknowledgeOneAsync(one.Messages[0]);
        await SendAsync("B", queue);
        await other.AcknowledgeOneAsync(other.Messages[0]);
        Assert.Equal(remembered, _engine.Queue(queue).MessageGroupCount);
        await SendAsync("C", queue);
        await SendAsync("A", queue);
        var ofA = new[] { one, other }.Count(consumer => consumer.Messages.Exists(message => message.GroupId == "A"));
        Assert.True(ofA <= consumersOfA, $"A went to {ofA} consumers");
    }

    [Fact]
    public async Task Dispatch_GroupsInFlightBeyondTheMapsLimit_NoneIsForgotten()
    {
        var (one, other) = (await ConsumeAsync("CACHED"), await ConsumeAsync("CACHED"));
        foreach (var group in "ABCDEFABCDEF") await SendAsync($"{group}", "CACHED");
        Assert.Equal(["A", "A", "C", "C", "E", "E"], one.Messages.Select(message => message.GroupId).Order());
        Assert.Equal(6, other.Messages.Count);
        Assert.Equal(6, _engine.Queue("CACHED").MessageGroupCount);
    }

    [Fact]
    public async Task CopyMessageGroups_OwnedAndWaiting_SaysWhoHasThem()
    {
        var one = await ConsumeAsync();
        for (var i = 0; i < 2; i++) await SendAsync("A");
        Assert.Equal([new MessageGroupState("A", one.Id, 2)], _engine.Queue("Q").CopyMessageGroups());
        _engine.Queue("Q").ReleaseMessageGroup("A");
        Assert.Equal([new MessageGroupState("A", null, 2)], _engine.Queue("Q").CopyMessageGroups());
        await one.AcknowledgeAsync(one.Messages[^1], count: 2);
        Assert.Empty(_engine.Queue("Q").CopyMessageGroups());
    }

    [Fact]
    public async Task Poison_OwnersMessage_KeepsTheGroup()
    {
        var (one, other) = (await ConsumeAsync(), await ConsumeAsync());
        for (var i = 0; i < 2; i++) await SendAsync("A");
        await one.AcknowledgeAsync(one.Messages[0], one.Messages[0], AcknowledgeKind.Poison);
        await SendAsync("A");
        Assert.Equal([1, 2, 3], one.Numbers);
        Assert.Empty(other.Numbers);
    }

    private Task<TestConsumer> ConsumeAsync(string queue = "Q", int prefetch = 1000, string? selector = null) =>
        _client.ConsumeAsync(queue, prefetch, selector);

    private Task<Message> SendAsync(
        string? group, string queue = "Q", int sequence = 0, string? color = null, int priority = 4, bool first = false)
    {
        var message = _client.Create(Destination.Queue(queue), priority: priority, color: color);
        (message.GroupId, message.GroupSequence, message.GroupFirstForConsumer) = (group, sequence, first);
        return _client.SendAsync(message);
    }
}
