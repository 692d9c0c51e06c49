using System.Text.Json;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Contracts;

/// <summary>What every <see cref="IMessageStore"/> does.</summary>
public abstract class MessageStoreContract : PersistenceContract
{
    private IMessageStore Store => Adapter.OpenQueue(QueueA);

    [Fact]
    public async Task Append_Message_IsCountedAndReadBack()
    {
        var message = StoreMessages.CreateFull(QueueA);
        await Store.AppendAsync(message);

        var read = Assert.Single(await ReadAsync(Store));
        Assert.NotSame(message, read);
        Assert.True(message.Sequence > 0);
        AssertSame(message, read);
        Assert.Equal(1, Store.Count);
        Assert.Equal(message.SizeBytes, Store.SizeBytes);
    }

    [Fact]
    public async Task Append_MessageOfAnotherDestination_KeepsIt()
    {
        var message = StoreMessages.Create(Destination.Topic("elsewhere"));
        message.Content = null;
        await Store.AppendAsync(message);
        AssertSame(message, Assert.Single(await ReadAsync(Store)));
    }

    [Fact]
    public async Task Append_EmptyAndLargeBodies_AreReadBack()
    {
        foreach (var size in (int[])[0, 1, 70_000, 3_000_000])
        {
            var message = StoreMessages.Create(QueueA, size);
            await Store.AppendAsync(message);
            var read = Assert.Single(await ReadAsync(Store, new MessageRange(message.Sequence - 1, 1)));
            Assert.Equal(message.Content, read.Content);
        }
    }

    [Fact]
    public async Task Append_Many_SequencesGrowAndTasksCompleteInOrder()
    {
        var completed = new List<long>();
        var tasks = new List<Task>();
        for (var i = 0; i < 500; i++)
        {
            tasks.Add(AppendAndNote(StoreMessages.Create(QueueA), completed));
        }

        await Task.WhenAll(tasks);
        Assert.Equal(500, completed.Count);
        Assert.Equal(completed.Order(), completed);
        Assert.Equal(500, Store.Count);
    }

    [Fact]
    public async Task Append_SixteenAppenders_NothingIsLost()
    {
        var store = Store;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await store.AppendAsync(StoreMessages.Create(QueueA));
            }
        })));

        var read = await ReadAsync(store);
        Assert.Equal(1600, read.Count);
        Assert.Equal(1600, read.Select(message => message.Sequence).Distinct().Count());
        Assert.Equal(read.Select(message => message.Sequence).Order(), read.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Remove_Message_IsGoneAtOnce()
    {
        var messages = await AppendAsync(Store, 3);
        Store.Remove(MessageKey.Of(messages[1]));
        Store.Remove(MessageKey.Of(messages[1]));
        Store.Remove(MessageKey.Of(messages[2]) with { Sequence = long.MaxValue >> 8 });

        await Adapter.FlushAsync();
        Assert.Equal(2, Store.Count);
        Assert.Equal([messages[0].Sequence, messages[2].Sequence], (await ReadAsync(Store)).Select(message => message.Sequence));
    }

    [Fact]
    public async Task RemoveAll_Messages_TellsHowMany()
    {
        await AppendAsync(Store, 5);
        Assert.Equal(5, Store.RemoveAll());
        Assert.Equal(0, Store.RemoveAll());
        Assert.Equal(0, Store.Count);
        Assert.Equal(0, Store.SizeBytes);
        Assert.Empty(await ReadAsync(Store));
        await AppendAsync(Store, 1);
        Assert.Single(await ReadAsync(Store));
    }

    [Fact]
    public async Task Read_ByPages_EveryMessageOnce()
    {
        var messages = await AppendAsync(Store, 1000);
        foreach (var gone in messages.Where((_, i) => i % 3 == 0))
        {
            Store.Remove(MessageKey.Of(gone));
        }

        var read = new List<Message>();
        while (true)
        {
            var page = await ReadAsync(Store, new MessageRange(read.Count == 0 ? 0 : read[^1].Sequence, 7));
            read.AddRange(page);
            if (page.Count < 7) break;
        }

        Assert.Equal(messages.Where((_, i) => i % 3 != 0).Select(message => message.Sequence), read.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Read_ByBytes_StopsWhenReached()
    {
        var messages = await AppendAsync(Store, 10, bodyBytes: 976);
        Assert.Equal(2000, messages[0].SizeBytes);
        Assert.Single(await ReadAsync(Store, new MessageRange(0, 10, MaxBytes: 1)));
        Assert.Equal(2, (await ReadAsync(Store, new MessageRange(0, 10, MaxBytes: 4000))).Count);
        Assert.Equal(3, (await ReadAsync(Store, new MessageRange(0, 10, MaxBytes: 4001))).Count);
    }

    [Fact]
    public async Task Read_ByPriority_OnlyThose()
    {
        for (byte i = 0; i < 100; i++)
        {
            var message = StoreMessages.Create(QueueA);
            message.Priority = (byte)(i % 10);
            await Store.AppendAsync(message);
        }

        var read = await ReadAsync(Store, new MessageRange(0, 100, Priority: 7));
        Assert.Equal(10, read.Count);
        Assert.All(read, message => Assert.Equal(7, message.Priority));
    }

    [Fact]
    public async Task ReadExpired_SomeExpired_FoundWhereverTheyStand()
    {
        var messages = Enumerable.Range(0, 200).Select(_ => StoreMessages.Create(QueueA)).ToList();
        messages[150].Expiration = 1000;
        messages[20].Expiration = 1001;
        messages[30].Expiration = 5000;
        foreach (var message in messages)
        {
            await Store.AppendAsync(message);
        }

        Assert.Empty(await ReadExpiredAsync(999, 10));
        Assert.Equal([messages[20].Sequence, messages[150].Sequence], (await ReadExpiredAsync(1001, 10)).Select(message => message.Sequence).Order());
        Assert.Single(await ReadExpiredAsync(1001, 1));
        Store.Remove(MessageKey.Of(messages[150]));
        Assert.Equal(messages[20].Sequence, Assert.Single(await ReadExpiredAsync(1001, 10)).Sequence);
    }

    [Fact]
    public async Task Append_StoreFull_RefusedUntilMessagesAreConsumed()
    {
        await using var small = CreateSmall();
        await small.OpenAsync(CancellationToken.None);
        var store = small.OpenQueue(QueueA);
        var accepted = 0;
        await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            while (accepted < 100_000)
            {
                await store.AppendAsync(StoreMessages.Create(QueueA, 1024));
                accepted++;
            }
        });
        Assert.Equal(accepted, store.Count);

        var freed = small.WhenSpaceFreedAsync();
        Assert.False(freed.IsCompleted);
        store.RemoveAll();
        await Eventually.TrueAsync(() => TryAppendAsync(store), () => "Everything was removed, and there is still no space.");
        Assert.Equal(1, store.Count);
        await Eventually.DoneAsync(freed);
    }

    private static async Task<bool> TryAppendAsync(IMessageStore store)
    {
        try
        {
            await store.AppendAsync(StoreMessages.Create(QueueA, 1024));
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Reopen_Messages_AreThereWithCountsAndSizes()
    {
        if (!Survives) return;
        var messages = await AppendAsync(Store, 100);
        Store.Remove(MessageKey.Of(messages[3]));
        var transient = StoreMessages.Create(QueueA, persistent: false);
        await Store.AppendAsync(transient);
        Assert.Equal(100, Store.Count);
        var size = Store.SizeBytes - transient.SizeBytes;

        var report = await ReopenAsync();
        Assert.Empty(report.Damage);
        Assert.Equal(99, report.Messages);
        Assert.Equal(99, Store.Count);
        Assert.Equal(size, Store.SizeBytes);
        Assert.True(Adapter.NextSequence() > transient.Sequence);
        AssertSame(messages[4], (await ReadAsync(Store))[3]);
    }

    [Fact]
    public async Task DeliveredThrough_NobodyDelivered_StaysZero()
    {
        await AppendAsync(Store, 5);
        Assert.Equal(0, Store.DeliveredThrough);
        await ReopenAsync();
        Assert.Equal(0, Store.DeliveredThrough);
    }

    [Fact]
    public async Task DeliveredThrough_AppendedWhileDelivering_IsKnownToTheNextTenure()
    {
        await AppendAsync(Store, 2);
        Store.IsDelivering = true;
        var last = (await AppendAsync(Store, 3))[^1].Sequence;
        Store.IsDelivering = false;
        await AppendAsync(Store, 2);
        Assert.Equal(0, Store.DeliveredThrough);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(last, Store.DeliveredThrough);
        Assert.False(Store.IsDelivering);
        await ReopenAsync();
        Assert.Equal(last, Store.DeliveredThrough);
    }

    [Fact]
    public async Task DeliveredThrough_CommittedWhileDelivering_IsKnownToTheNextTenure()
    {
        Store.IsDelivering = true;
        var message = StoreMessages.Create(QueueA);
        var transaction = Adapter.Transactions.Begin();
        transaction.Append(Store, message);
        await transaction.CommitAsync();
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(message.Sequence, Store.DeliveredThrough);
    }

    [Fact]
    public async Task AllowDelivery_Completed_IsKnownToTheNextTenure()
    {
        var messages = await AppendAsync(Store, 5);
        await Store.AllowDeliveryAsync(messages[1].Sequence);
        await Store.AllowDeliveryAsync(messages[3].Sequence);
        Assert.True(Store.AllowDeliveryAsync(messages[2].Sequence).AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, Store.DeliveredThrough);
        Store.Remove(MessageKey.Of(messages[3]));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(messages[3].Sequence, Store.DeliveredThrough);
        Assert.True(Store.AllowDeliveryAsync(messages[3].Sequence).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DeliveredThrough_SubscriptionDelivers_IsKnownToTheNextTenure()
    {
        var topic = Adapter.OpenTopic(TopicT);
        var (a, durable) = topic.AddSubscription(new("client", "a", TopicT, null, NoLocal: false));
        await durable;
        a.IsDelivering = true;
        var message = StoreMessages.Create(TopicT);
        await topic.AppendAsync(message, [a]);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(message.Sequence, Assert.Single(Adapter.OpenTopic(TopicT).Subscriptions).Store.DeliveredThrough);
    }

    private async Task<List<Message>> ReadExpiredAsync(long now, int limit)
    {
        var messages = new List<Message>();
        await Store.ReadExpiredAsync(now, limit, messages, CancellationToken.None);
        return messages;
    }

    private async Task AppendAndNote(Message message, List<long> completed)
    {
        await Store.AppendAsync(message).ConfigureAwait(false);
        lock (completed)
        {
            completed.Add(message.Sequence);
        }
    }

    private static void AssertSame(Message expected, Message actual)
    {
        Assert.Equal(expected.Transaction, actual.Transaction);
        Assert.Equal(expected.OriginalTransaction, actual.OriginalTransaction);
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
    }
}
