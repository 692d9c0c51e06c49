using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

/// <summary>An open adapter and its tenure, for tests.</summary>
internal sealed class DatabaseStore : IAsyncDisposable
{
    public static readonly Destination Queue = Destination.Queue("Q");

    private DatabaseStore(MasterTenure tenure, DatabasePersistenceAdapter adapter)
    {
        Tenure = tenure;
        Adapter = adapter;
    }

    public MasterTenure Tenure { get; }

    public DatabasePersistenceAdapter Adapter { get; }

    public IMessageStore Store => Adapter.OpenQueue(Queue);

    public static async Task<DatabaseStore> OpenAsync(string connectionString, long epoch = 1, long maxFrameBytes = 1024 * 1024)
    {
        var tenure = new MasterTenure(new Fence(epoch), TimeProvider.System, long.MaxValue);
        var options = new DatabaseOptions { ConnectionString = connectionString, MaxFrameSizeBytes = maxFrameBytes };
        var adapter = new DatabasePersistenceAdapter(options, tenure);
        await adapter.OpenAsync(CancellationToken.None);
        return new DatabaseStore(tenure, adapter);
    }

    /// <summary>What a later tenure finds in the queue.</summary>
    public static async Task<List<Message>> ReadAllAsync(string connectionString, long epoch)
    {
        await using var later = await OpenAsync(connectionString, epoch);
        var messages = await later.ReadAsync();
        Assert.Equal(messages.Count, later.Store.Count);
        Assert.Equal(messages.Sum(message => (long)message.SizeBytes), later.Store.SizeBytes);
        return messages;
    }

    public async Task<List<Message>> ReadAsync()
    {
        var messages = new List<Message>();
        await Store.ReadAsync(new MessageRange(0, int.MaxValue), messages, CancellationToken.None);
        return messages;
    }

    public ValueTask DisposeAsync() => Adapter.DisposeAsync();

    /// <summary>As the lock does when another node takes over.</summary>
    public static Task RaiseFenceAsync(string connectionString, long epoch)
    {
        DatabaseFixture.Execute(connectionString, $"UPDATE broker_fence SET epoch={epoch},writer_epoch={epoch} WHERE id=1");
        return Task.CompletedTask;
    }
}
