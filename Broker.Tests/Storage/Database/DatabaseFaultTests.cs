using Broker.Core.Storage;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

/// <summary>The server fails in every way we know: nobody is answered falsely, and the store goes on by itself.</summary>
public sealed class DatabaseFaultTests
{
    [Fact]
    public async Task Append_ConnectionsKilledAgainAndAgain_EveryAnsweredOneIsThereOnce()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        using var stop = new CancellationTokenSource();
        var appenders = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AppendUntilAsync(store, stop.Token))).ToList();
        for (var i = 0; i < 8; i++)
        {
            var before = store.Store.Count;
            await Eventually.TrueAsync(() => store.Store.Count > before + 5);
            await server.KillConnectionsOfAsync();
        }

        await stop.CancelAsync();
        var answered = (await Task.WhenAll(appenders)).SelectMany(one => one).Order().ToList();
        await store.DisposeAsync();
        Assert.Equal(answered, (await DatabaseStore.ReadAllAsync(server.ConnectionString, epoch: 2)).Select(message => message.Sequence));
    }

    [Fact]
    public async Task Append_ServerKilledAndStartedAgain_WaitsAndIsStored()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue));
        await server.KillAsync();
        var pending = Enumerable.Range(0, 30).Select(_ => store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue)).AsTask()).ToList();
        var read = store.ReadAsync();
        await Eventually.TrueAsync(() => store.Adapter.Usage.WriteError is not null);
        Assert.Contains("cannot be", store.Adapter.Usage.WriteError, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, store.Adapter.Usage.WriteError, StringComparison.Ordinal);
        Assert.All(pending, append => Assert.False(append.IsCompleted));
        await server.StartAgainAsync();
        await Task.WhenAll(pending).WaitAsync(Eventually.Patience);
        await read.WaitAsync(Eventually.Patience);
        Assert.Null(store.Adapter.Usage.WriteError);
        Assert.Equal(31, store.Store.Count);
        Assert.Equal(31, (await store.ReadAsync()).Count);
    }

    [Fact]
    public async Task Append_ServerReadOnly_RefusedUntilItIsNot()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        var kept = StoreMessages.Create(DatabaseStore.Queue);
        await store.Store.AppendAsync(kept);
        await server.SetReadOnlyAsync(true);
        await Assert.ThrowsAsync<StoreException>(async () => await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue)));
        store.Store.Remove(MessageKey.Of(kept));
        Assert.NotNull(store.Adapter.Usage.WriteError);
        await server.SetReadOnlyAsync(false);
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue));
        await store.Adapter.FlushAsync();
        Assert.Null(store.Adapter.Usage.WriteError);
        Assert.Single(await store.ReadAsync());
        Assert.Equal(1, store.Store.Count);
    }

    [Fact]
    public async Task Append_DeadlockVictim_WrittenAgain()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var store = await DatabaseStore.OpenAsync(database);
        var first = StoreMessages.Create(DatabaseStore.Queue);
        await store.Store.AppendAsync(first);
        await using var other = new MySqlConnection(database);
        await other.OpenAsync();
        await ExecuteAsync(other, "START TRANSACTION; INSERT INTO broker_audit(at,who,action,target,detail) SELECT NOW(6),'','','','' FROM seq_1_to_500");
        await ExecuteAsync(other, $"SELECT sequence FROM broker_message WHERE sequence={first.Sequence} FOR UPDATE");
        var transaction = store.Adapter.Transactions.Begin();
        transaction.Append(store.Store, StoreMessages.Create(DatabaseStore.Queue));
        transaction.Remove(store.Store, MessageKey.Of(first));
        var commit = transaction.CommitAsync().AsTask();
        await Eventually.TrueAsync(async () => await LockWaitsAsync() > 0, () => "The group does not wait for the row.");
        await ExecuteAsync(other, "SELECT COUNT(*) FROM broker_message FOR UPDATE");
        await ExecuteAsync(other, "ROLLBACK");
        await commit.WaitAsync(Eventually.Patience);
        Assert.Single(await store.ReadAsync());
        Assert.Equal(1, store.Store.Count);
    }

    [Fact]
    public async Task Append_LargerThanThePacket_RefusedByName()
    {
        await using var server = await MariaDbServer.StartAsync("--max-allowed-packet=3M");
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        var error = await Assert.ThrowsAsync<StoreException>(async () => await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, 4_000_000)));
        Assert.Contains("max_allowed_packet=4", error.Message, StringComparison.Ordinal);
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, 3_000_000));
        await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, 1_600_000));
        Assert.Equal(2, (await store.ReadAsync()).Count);
    }

    [Fact]
    public async Task Append_TablesFull_RefusedUntilMessagesAreConsumed()
    {
        await using var server = await MariaDbServer.StartAsync("--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:64M");
        await using var store = await DatabaseStore.OpenAsync(server.ConnectionString);
        var accepted = 0L;
        var error = await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            for (; accepted < 1000; accepted++) await store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, 500_000));
        });
        Assert.False(error.IsByLimit);
        Assert.Equal(accepted, store.Store.Count);
        Assert.Equal(accepted, store.Store.RemoveAll());
        await Eventually.TrueAsync(() => TryAsync(store.Adapter.FlushAsync), () => $"The removals cannot be written: {store.Adapter.Usage.WriteError}");
        await Eventually.TrueAsync(() => TryAsync(() => store.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, 500_000))), () => "Everything is removed, and there is still no space.");
        Assert.Single(await store.ReadAsync());
    }

    private static async Task<bool> TryAsync(Func<ValueTask> operation)
    {
        try
        {
            await operation();
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    private static async Task<List<long>> AppendUntilAsync(DatabaseStore store, CancellationToken stop)
    {
        var answered = new List<long>();
        while (!stop.IsCancellationRequested)
        {
            var message = StoreMessages.Create(DatabaseStore.Queue);
            await store.Store.AppendAsync(message);
            answered.Add(message.Sequence);
        }

        return answered;
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string statements)
    {
        await using var command = new MySqlCommand(statements, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> LockWaitsAsync() =>
        int.Parse(await (await SharedMariaDb.ServerAsync()).ExecuteAsRootAsync("SELECT COUNT(*) FROM information_schema.innodb_lock_waits"), System.Globalization.CultureInfo.InvariantCulture);
}
