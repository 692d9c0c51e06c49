using System.Globalization;
using Broker.Core.Clients;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Selectors;

namespace Broker.Tests.Fixtures;

/// <summary>One connection to the engine, with a producer of its own and consumers that the test adds.</summary>
internal sealed class TestClient
{
    private int _consumers;
    private int _transactions;
    private long _sequence;

    public TestClient(EngineFixture engine, ClientContext context)
    {
        Engine = engine;
        State = engine.Router.Connect(context, Sink);
    }

    public EngineFixture Engine { get; }

    public RecordingSink Sink { get; } = new();

    public ConnectionState State { get; }

    /// <summary>The producer all sends go through; made with the first one.</summary>
    public ProducerState? Producer { get; private set; }

    public ProducerId ProducerId => new(State.Client.ConnectionId, 1, 1);

    /// <summary>A message that says its number in its body and in the property "n".</summary>
    public Message Create(
        Destination destination,
        bool persistent = true,
        int priority = 4,
        long expiration = 0,
        string? color = null,
        int bodyBytes = 0,
        TransactionId? transaction = null,
        long? sequence = null)
    {
        var number = sequence ?? Interlocked.Increment(ref _sequence);
        var properties = new List<KeyValuePair<string, object?>> { new("n", number) };
        if (color is not null) properties.Add(new("color", color));
        return new()
        {
            Kind = MessageKind.Text,
            Destination = destination,
            Id = new(ProducerId, number),
            Producer = ProducerId,
            Persistent = persistent,
            Priority = (byte)priority,
            Expiration = expiration,
            Transaction = transaction,
            Properties = MessageProperties.Write(properties),
            Content = MessageBody.EncodeText(number.ToString(CultureInfo.InvariantCulture).PadRight(bodyBytes)),
        };
    }

    public async Task<ProducerState> AddProducerAsync(Destination? destination = null) =>
        Producer ??= await Engine.Router.AddProducerAsync(State, ProducerId, destination);

    /// <summary>Sends; the task is the reply that a client waits for.</summary>
    public async Task<Message> SendAsync(Message message)
    {
        await Engine.Router.SendAsync(State, await AddProducerAsync(), message);
        return message;
    }

    public Task<Message> SendAsync(string queue, bool persistent = true, int priority = 4, string? color = null, TransactionId? transaction = null) =>
        SendAsync(Create(Destination.Queue(queue), persistent, priority, color: color, transaction: transaction));

    public async Task<List<Message>> SendManyAsync(string queue, int count, bool persistent = true)
    {
        var sent = new List<Message>();
        for (var i = 0; i < count; i++) sent.Add(await SendAsync(queue, persistent));
        return sent;
    }

    public Task<TestConsumer> ConsumeAsync(string queue, int prefetch = 1000, string? selector = null, int priority = 0, bool exclusive = false) =>
        ConsumeAsync(Destination.Queue(queue), prefetch, selector, priority, exclusive);

    public async Task<TestConsumer> ConsumeAsync(
        Destination destination,
        int prefetch = 1000,
        string? selector = null,
        int priority = 0,
        bool exclusive = false,
        bool browser = false,
        bool noLocal = false,
        string? subscriptionName = null,
        bool retroactive = false,
        int maximumPending = 0)
    {
        var id = new ConsumerId(State.Client.ConnectionId, 1, Interlocked.Increment(ref _consumers));
        await Engine.Router.SubscribeAsync(State, new()
        {
            ConsumerId = id,
            Destination = destination,
            Prefetch = prefetch,
            Selector = Selector.ParseOrNull(selector),
            Priority = priority,
            Exclusive = exclusive,
            Browser = browser,
            NoLocal = noLocal,
            SubscriptionName = subscriptionName,
            Retroactive = retroactive,
            MaximumPendingMessages = maximumPending,
        });
        return new(this, id);
    }

    public TransactionId Begin()
    {
        var id = new LocalTransactionId(State.Client.ConnectionId, Interlocked.Increment(ref _transactions));
        Engine.Router.Begin(State, id);
        return id;
    }

    public Task CommitAsync(TransactionId id) => Engine.Router.CommitAsync(State, id).AsTask();

    public void Rollback(TransactionId id) => Engine.Router.Rollback(State, id);

    public void Disconnect() => Engine.Router.Disconnect(State, LastDelivered.Unknown);
}
