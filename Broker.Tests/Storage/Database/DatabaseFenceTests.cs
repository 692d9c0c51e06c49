using Broker.Core.Storage;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Database;

/// <summary>An older tenure gets nothing into the tables, and no answer that says so.</summary>
public sealed class DatabaseFenceTests
{
    [Fact]
    public async Task Append_NewerEpochHasBegun_RefusedByTheServerAndNothingStored()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var old = await DatabaseStore.OpenAsync(database, epoch: 1);
        var answered = StoreMessages.Create(DatabaseStore.Queue);
        await old.Store.AppendAsync(answered);
        await using var next = await DatabaseStore.OpenAsync(database, epoch: 2);

        await Assert.ThrowsAsync<FencedException>(async () => await old.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue)));
        Assert.True(old.Tenure.IsOver);
        Assert.Contains("Epoch 2", await old.Tenure.Over, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FencedException>(async () => await old.Adapter.FlushAsync());
        var found = Assert.Single(await next.ReadAsync());
        Assert.Equal(answered.Sequence, found.Sequence);
    }

    [Fact]
    public async Task Remove_NewerEpochHasBegun_MessagesStay()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var old = await DatabaseStore.OpenAsync(database, epoch: 1);
        var message = StoreMessages.Create(DatabaseStore.Queue);
        await old.Store.AppendAsync(message);
        await DatabaseStore.RaiseFenceAsync(database, 2);
        old.Store.Remove(MessageKey.Of(message));
        old.Store.RemoveAll();
        await Assert.ThrowsAsync<FencedException>(async () => await old.Adapter.FlushAsync());
        Assert.Single(await DatabaseStore.ReadAllAsync(database, epoch: 2));
    }

    [Fact]
    public async Task Open_NewerEpochHasBegun_Refused()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using (await DatabaseStore.OpenAsync(database, epoch: 5))
        {
            await Assert.ThrowsAsync<FencedException>(async () => await DatabaseStore.OpenAsync(database, epoch: 4));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_ConnectionCutAtTheCommit_StoredOnceAndAnswered(bool afterAnswer)
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        var server = await SharedMariaDb.ServerAsync();
        await using var proxy = new CuttingProxy(server.Port);
        var through = database.Replace($"Port={server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        await using var store = await DatabaseStore.OpenAsync(through);
        for (var i = 0; i < 5; i++)
        {
            proxy.CutAt("UPDATE broker_fence SET"u8, afterAnswer);
            var transaction = store.Adapter.Transactions.Begin();
            for (var j = 0; j <= 20 * i; j++) transaction.Append(store.Store, StoreMessages.Create(DatabaseStore.Queue, 1000));
            await Eventually.DoneAsync(transaction.CommitAsync().AsTask());
        }

        Assert.Equal(5, proxy.Cuts);
        Assert.Equal(205, store.Store.Count);
        await store.DisposeAsync();
        Assert.Equal(205, (await DatabaseStore.ReadAllAsync(database, epoch: 2)).Count);
    }

    [Fact]
    public async Task Append_CutAtTheCommitAndTakenOver_FencedAndNotAnswered()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        var server = await SharedMariaDb.ServerAsync();
        await using var proxy = new CuttingProxy(server.Port);
        await using var store = await DatabaseStore.OpenAsync(database.Replace($"Port={server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal));
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue));
        await DatabaseStore.RaiseFenceAsync(database, 2);
        proxy.CutAt("UPDATE broker_fence SET"u8, afterAnswer: false);
        await Assert.ThrowsAsync<FencedException>(async () => await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue)));
        Assert.Single(await DatabaseStore.ReadAllAsync(database, epoch: 2));
    }

    [Fact]
    public async Task TenureEnds_ServerStandsStill_PendingOperationsEndAtOnce()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue));
        await server.PauseAsync();
        var append = store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue)).AsTask();
        var read = store.ReadAsync();
        Assert.False(append.IsCompleted);
        store.Tenure.End("The lease has run out.");
        await Assert.ThrowsAsync<FencedException>(() => append.WaitAsync(Eventually.Patience));
        await store.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        await server.ResumeAsync();
        await Assert.ThrowsAnyAsync<StoreException>(() => read.WaitAsync(Eventually.Patience));
    }
}
