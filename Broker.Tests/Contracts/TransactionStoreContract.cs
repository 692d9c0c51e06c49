using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Contracts;

/// <summary>What every <see cref="ITransactionStore"/> does with branches between prepare and commit.</summary>
public abstract class TransactionStoreContract : PersistenceContract
{
    private static readonly DateTimeOffset _time = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly XaTransactionId _id = new(-7, [1, 2, 3], [4]);

    /// <summary>Puts the adapter aside as a process that is killed does: nothing is closed.</summary>
    protected abstract Task CrashAsync();

    [Fact]
    public async Task Prepare_SendsAndRemovals_AreKeptAndHaveNoEffect()
    {
        var queue = Adapter.OpenQueue(QueueA);
        var old = await AppendAsync(queue, 3);
        var message = StoreMessages.CreateFull(QueueA);
        await PrepareAsync(_id, [new(QueueA, message, "sender")], [old[1]]);
        Assert.Equal(3, queue.Count);
        Assert.Equal(Sequences(old), Sequences(await ReadAsync(queue)));
        await AssertKeptAsync(message, old[1]);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(Sequences(old), Sequences(await ReadAsync(Adapter.OpenQueue(QueueA))));
        await AssertKeptAsync(message, old[1]);
    }

    [Fact]
    public async Task Prepare_Crash_IsKept()
    {
        var old = await AppendAsync(Adapter.OpenQueue(QueueA), 1);
        var message = StoreMessages.CreateFull(QueueA);
        await PrepareAsync(_id, [new(QueueA, message, "sender")], old);
        if (!Survives) return;

        await CrashAsync();
        await AssertKeptAsync(message, old[0]);
    }

    [Fact]
    public async Task Prepare_ProducersMark_IsRaisedAndSurvives()
    {
        await PrepareAsync(_id, [new(QueueA, StoreMessages.Create(QueueA, producerSequence: 9))], []);
        Assert.Equal(9, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        if (!Survives) return;

        await CrashAsync();
        Assert.Equal(9, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        await ReopenAsync();
        Assert.Equal(9, Adapter.GetLastProducerSequence(StoreMessages.Producer));
    }

    [Fact]
    public async Task Commit_OfABranch_EndsItAndTakesEffectTogether()
    {
        var old = await AppendAsync(Adapter.OpenQueue(QueueA), 2);
        await PrepareAsync(_id, [new(QueueA, StoreMessages.Create(QueueA))], [old[0]]);
        await PrepareAsync(Id(2), [], []);
        if (Survives) await CrashAsync();

        var branch = Adapter.Transactions.ReadPrepared().Single(one => one.Id.Equals(_id));
        var sent = branch.Sends[0].Message;
        var transaction = Adapter.Transactions.Begin();
        transaction.Append(Adapter.OpenQueue(QueueA), sent);
        transaction.Remove(branch.Removals[0].Store, branch.Removals[0].Message);
        transaction.EndPrepared(_id);
        await transaction.CommitAsync();
        await AssertStateAsync();
        if (!Survives) return;

        await CrashAsync();
        await AssertStateAsync();
        await ReopenAsync();
        await AssertStateAsync();

        async Task AssertStateAsync()
        {
            Assert.Equal([Id(2)], Adapter.Transactions.ReadPrepared().Select(one => one.Id));
            Assert.Equal([old[1].Sequence, sent.Sequence], Sequences(await ReadAsync(Adapter.OpenQueue(QueueA))));
        }
    }

    [Fact]
    public async Task EndPrepared_Alone_RollsBack()
    {
        var old = await AppendAsync(Adapter.OpenQueue(QueueA), 1);
        await PrepareAsync(_id, [new(QueueA, StoreMessages.Create(QueueA))], old);
        var transaction = Adapter.Transactions.Begin();
        transaction.EndPrepared(_id);
        transaction.EndPrepared(_id);
        await transaction.CommitAsync();
        Assert.Empty(Adapter.Transactions.ReadPrepared());
        if (Survives) await CrashAsync();
        Assert.Empty(Adapter.Transactions.ReadPrepared());
        if (Survives) Assert.Equal(Sequences(old), Sequences(await ReadAsync(Adapter.OpenQueue(QueueA))));
    }

    [Fact]
    public async Task EndPrepared_Unknown_IsIgnored()
    {
        var transaction = Adapter.Transactions.Begin();
        transaction.EndPrepared(_id);
        await transaction.CommitAsync();
        Assert.Empty(Adapter.Transactions.ReadPrepared());
    }

    [Fact]
    public async Task Prepare_IdsThatDifferInOnePart_AreDifferentBranches()
    {
        XaTransactionId[] ids =
        [
            new(1, [1], [2, 3]), new(2, [1], [2, 3]), new(1, [1, 2], [3]), new(1, [], [1, 2, 3]), new(1, [1, 2, 3], []),
            new(int.MinValue, [.. Enumerable.Repeat((byte)255, XaTransactionId.MaxPartBytes)], [.. Enumerable.Repeat((byte)0, XaTransactionId.MaxPartBytes)]),
        ];
        for (var i = 0; i < ids.Length; i++) await PrepareAsync(ids[i], [], [], i);
        Assert.Equal(ids, Adapter.Transactions.ReadPrepared().Select(branch => branch.Id));
        if (!Survives) return;

        await CrashAsync();
        Assert.Equal(ids, Adapter.Transactions.ReadPrepared().Select(branch => branch.Id));
    }

    [Fact]
    public async Task Prepare_RemovalFromASubscription_FindsItsStoreAgain()
    {
        var topic = Adapter.OpenTopic(TopicT);
        var (kept, keptDurable) = topic.AddSubscription(new("client", "kept", TopicT, null, NoLocal: false));
        var (gone, goneDurable) = topic.AddSubscription(new("client", "gone", TopicT, null, NoLocal: false));
        await keptDurable;
        await goneDurable;
        var message = StoreMessages.Create(TopicT);
        await topic.AppendAsync(message, [kept, gone]);
        var key = MessageKey.Of(message);
        await Adapter.Transactions.PrepareAsync(new(_id, _time, [], [new(kept, key), new(gone, key)]));
        if (!Survives) return;

        await topic.RemoveSubscriptionAsync("client", "gone");
        await CrashAsync();
        var removal = Assert.Single(Assert.Single(Adapter.Transactions.ReadPrepared()).Removals);
        Assert.Same(Assert.Single(Adapter.OpenTopic(TopicT).Subscriptions).Store, removal.Store);
        Assert.Equal(key, removal.Message);
    }

    [Fact]
    public async Task Prepare_StoreFull_NothingIsKept()
    {
        await using var small = CreateSmall();
        await small.OpenAsync(CancellationToken.None);
        var sends = Enumerable.Range(0, 200).Select(_ => new PreparedSend(QueueA, StoreMessages.Create(QueueA, 1024))).ToList();
        await Assert.ThrowsAsync<StoreFullException>(async () => await small.Transactions.PrepareAsync(new(_id, _time, sends, [])));
        Assert.Empty(small.Transactions.ReadPrepared());
        Assert.Equal(-1, small.GetLastProducerSequence(StoreMessages.Producer));
    }

    private async Task AssertKeptAsync(Message message, Message removed)
    {
        var branch = Assert.Single(Adapter.Transactions.ReadPrepared());
        Assert.Equal((_id, _time), (branch.Id, branch.PreparedAt));
        var send = Assert.Single(branch.Sends);
        Assert.Equal((QueueA, "sender"), (send.Home, send.SenderClientId));
        Assert.Equivalent(message, send.Message);
        Assert.Equal(new PreparedRemoval(Adapter.OpenQueue(QueueA), MessageKey.Of(removed)), Assert.Single(branch.Removals));
        Assert.Contains(await ReadAsync(branch.Removals[0].Store), one => one.Sequence == removed.Sequence);
    }

    private Task PrepareAsync(XaTransactionId id, IReadOnlyList<PreparedSend> sends, IReadOnlyList<Message> removed, int after = 0) =>
        Adapter.Transactions.PrepareAsync(new(
            id, _time.AddSeconds(after), sends, [.. removed.Select(message => new PreparedRemoval(Adapter.OpenQueue(QueueA), MessageKey.Of(message)))])).AsTask();

    private static XaTransactionId Id(byte number) => new(1, [number], []);

    private static List<long> Sequences(IEnumerable<Message> messages) => [.. messages.Select(message => message.Sequence)];
}
