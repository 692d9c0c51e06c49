using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Tests.Fixtures;

/// <summary>One consumer of a <see cref="TestClient"/>: what it was sent, and its answers.</summary>
internal sealed class TestConsumer(TestClient client, ConsumerId id)
{
    public TestClient Client { get; } = client;

    public ConsumerId Id { get; } = id;

    public List<RecordingSink.Delivery> Deliveries => Client.Sink.DeliveriesOf(Id);

    public List<Message> Messages => [.. Deliveries.Where(delivery => delivery.Message is not null).Select(delivery => delivery.Message!)];

    /// <summary>The numbers that the producers gave the messages, in the order in which they came.</summary>
    public List<long> Numbers => [.. Messages.Select(message => message.Id.ProducerSequence)];

    public Subscription Subscription => Client.State.FindSubscription(Id) ?? throw new InvalidOperationException("The consumer has ended.");

    public Task CountAsync(int count) =>
        Eventually.TrueAsync(() => Messages.Count >= count, () => $"{Id} was sent {Messages.Count} messages instead of {count}.");

    public Task AcknowledgeAsync(
        Message last,
        Message? first = null,
        AcknowledgeKind kind = AcknowledgeKind.Standard,
        int count = 1,
        TransactionId? transaction = null,
        string? cause = null) =>
        Client.Engine.Router.AcknowledgeAsync(Client.State, Id, new(kind, first?.Id, last.Id, count, cause), transaction).AsTask();

    public Task AcknowledgeOneAsync(Message message, TransactionId? transaction = null) => AcknowledgeAsync(message, message, transaction: transaction);

    public void Close(LastDelivered? lastDelivered = null) =>
        Client.Engine.Router.Unsubscribe(Client.State, Id, lastDelivered ?? LastDelivered.Unknown);
}
