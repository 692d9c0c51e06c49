using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Contracts;

/// <summary>Base of all storage contract tests: one adapter, open, and a way to close and open it again.</summary>
public abstract class PersistenceContract : IAsyncLifetime
{
    protected static readonly Destination QueueA = Destination.Queue("A");
    protected static readonly Destination TopicT = Destination.Topic("T");

    private readonly List<IPersistenceAdapter> _abandoned = [];

    protected IPersistenceAdapter Adapter { get; private set; } = null!;

    /// <summary>False when nothing is expected to survive <see cref="ReopenAsync"/>.</summary>
    protected virtual bool Survives => true;

    public virtual async Task InitializeAsync()
    {
        Adapter = Create();
        await Adapter.OpenAsync(CancellationToken.None);
    }

    public virtual async Task DisposeAsync()
    {
        await Adapter.DisposeAsync();
        foreach (var adapter in _abandoned) await adapter.DisposeAsync();
    }

    /// <summary>An adapter on the test's own store; the second one finds what the first one left.</summary>
    protected abstract IPersistenceAdapter Create();

    /// <summary>An adapter that holds only a few messages of 1 KB.</summary>
    protected abstract IPersistenceAdapter CreateSmall();

    protected async Task<RecoveryReport> ReopenAsync()
    {
        await Adapter.DisposeAsync();
        Adapter = Create();
        return await Adapter.OpenAsync(CancellationToken.None);
    }

    /// <summary>Opens another adapter on what is durable now; the one before is left alone until the test ends.</summary>
    protected async Task AbandonAsync()
    {
        _abandoned.Add(Adapter);
        Adapter = Create();
        await Adapter.OpenAsync(CancellationToken.None);
    }

    protected static async Task<List<Message>> ReadAsync(IMessageStore store, MessageRange? range = null)
    {
        var messages = new List<Message>();
        await store.ReadAsync(range ?? new MessageRange(0, int.MaxValue), messages, CancellationToken.None);
        return messages;
    }

    protected static async Task<List<Message>> AppendAsync(IMessageStore store, int count, int bodyBytes = 100)
    {
        var messages = Enumerable.Range(0, count).Select(_ => StoreMessages.Create(QueueA, bodyBytes)).ToList();
        await Task.WhenAll(messages.Select(message => store.AppendAsync(message).AsTask()).ToList());
        return messages;
    }
}
