using Broker.Core.Storage;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using static Broker.Tests.Contracts.StoreJobs;

namespace Broker.Tests.Storage.Database;

/// <summary>Jobs in the tables: an older tenure's, those of a connection that broke, and how they are found.</summary>
public sealed class DatabaseJobTests
{
    [Fact]
    public async Task Put_NewerEpochHasBegun_RefusedByTheServerAndNothingStored()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var old = await DatabaseStore.OpenAsync(database, epoch: 1);
        await PutAsync(old.Adapter, Job("answered"));
        await using var next = await DatabaseStore.OpenAsync(database, epoch: 2);

        var transaction = old.Adapter.Transactions.Begin();
        transaction.PutJob(Job("late"));
        transaction.RemoveJob("answered");
        transaction.Append(old.Store, StoreMessages.Create(DatabaseStore.Queue));
        await Assert.ThrowsAsync<FencedException>(async () => await transaction.CommitAsync());
        Assert.True(old.Tenure.IsOver);
        Assert.Equal(["answered"], await ReadIdsAsync(next.Adapter));
        Assert.Equal((1, 0), (next.Adapter.Jobs.Count, next.Store.Count));
    }

    [Fact]
    public async Task Remove_Job_TellsThoseWhoWaitForSpace()
    {
        await using var store = await DatabaseStore.OpenAsync(await SharedMariaDb.CreateDatabaseAsync());
        await PutAsync(store.Adapter, Job("large"));
        var freed = store.Adapter.WhenSpaceFreedAsync();
        var transaction = store.Adapter.Transactions.Begin();
        transaction.RemoveJob("large");
        await transaction.CommitAsync();
        await Eventually.DoneAsync(freed);
        Assert.Equal((0, 0), (store.Adapter.Jobs.Count, store.Adapter.Usage.UsedBytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_ConnectionCutAtTheCommit_HappensOnceAndIsCountedOnce(bool afterAnswer)
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        var server = await SharedMariaDb.ServerAsync();
        await using var proxy = new CuttingProxy(server.Port);
        await using var store = await DatabaseStore.OpenAsync(database.Replace($"Port={server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal));
        for (var i = 0; i < 4; i++)
        {
            proxy.CutAt("UPDATE broker_fence SET"u8, afterAnswer);
            var transaction = store.Adapter.Transactions.Begin();
            transaction.Append(store.Store, StoreMessages.Create(DatabaseStore.Queue));
            transaction.PutJob(Job("repeated", due: i));
            for (var j = 0; j < 10; j++) transaction.PutJob(Job($"job-{i}-{j}"));
            if (i > 0) transaction.RemoveJob($"job-{i - 1}-0");
            await Eventually.DoneAsync(transaction.CommitAsync().AsTask());
        }

        Assert.Equal(4, proxy.Cuts);
        Assert.Equal((38, 4), (store.Adapter.Jobs.Count, store.Store.Count));
        var used = store.Adapter.Usage.UsedBytes;
        await store.DisposeAsync();
        await using var next = await DatabaseStore.OpenAsync(database, epoch: 2);
        Assert.Equal((38, 4), (next.Adapter.Jobs.Count, next.Store.Count));
        Assert.Equal(38, (await ReadIdsAsync(next.Adapter)).Count);
        Assert.Equal(3, (await FindAsync(next.Adapter, "repeated"))!.Due);
        Assert.Equal(used, next.Adapter.Usage.UsedBytes);
    }

    [Fact]
    public async Task Read_RowDamaged_SaysWhich()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var store = await DatabaseStore.OpenAsync(database);
        await PutAsync(store.Adapter, Job("a"), Job("b"));
        DatabaseFixture.Execute(database, "UPDATE broker_job SET payload=x'63' WHERE id='b'");
        var error = await Assert.ThrowsAsync<StoreException>(() => ReadJobsAsync(store.Adapter));
        Assert.Equal("Job b cannot be read: its row in broker_job is damaged.", error.Message);
        Assert.NotNull(await FindAsync(store.Adapter, "a"));
    }

    [Fact]
    public async Task Put_LargerThanTheServersPacket_IsRefusedAndSaysWhatToSet()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.ExecuteAsRootAsync("SET GLOBAL max_allowed_packet=2097152");
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        var error = await Assert.ThrowsAsync<StoreException>(() => PutAsync(store.Adapter, Job("a", bodyBytes: 3_000_000)));
        Assert.Contains("set max_allowed_packet=", error.Message, StringComparison.Ordinal);
        await PutAsync(store.Adapter, Job("a", bodyBytes: 1_500_000), Job("b", bodyBytes: 500_000), Job("c", bodyBytes: 500_000), Job("d", bodyBytes: 500_000));
        Assert.Equal(4, (await ReadIdsAsync(store.Adapter)).Count);
    }
}
