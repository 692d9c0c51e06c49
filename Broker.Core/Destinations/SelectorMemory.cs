using Broker.Core.Messages;
using Broker.Core.Selectors;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>What the consumers of queues want or wanted, for selector-aware virtual topics: also while they are away, and after a takeover.</summary>
/// <remarks>
/// Selectors add up until their queue is removed: an application that is away for long loses nothing because another one came. Each is one
/// message in a queue of the broker's own that nobody else can open. Source: ActiveMQ's subQueueSelectorCache, which is a file of one node.
/// </remarks>
internal sealed class SelectorMemory(IPersistenceAdapter persistence)
{
    private static readonly ProducerId _producer = new("ID:broker-selectors", 0, 0);

    private readonly Lock _lock = new();
    private volatile Remembered[] _all = [];

    /// <summary>Where they are kept.</summary>
    public static Destination Home { get; } = Destination.Queue("ActiveMQ.VirtualTopic.Selectors");

    /// <summary>Reads back what an earlier tenure remembered.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (!persistence.Destinations.Contains(Home)) return;
        var messages = new List<Message>();
        await persistence.OpenQueue(Home).ReadAsync(new(0, int.MaxValue), messages, cancellationToken).ConfigureAwait(false);
        _all = [.. messages.Select(Read)];
    }

    /// <summary>Remembers what one consumer wants; completes when that is durable, at once when it is known.</summary>
    /// <param name="queue">The queue, or the pattern of queues, that it consumes.</param>
    /// <param name="selector">Null wants everything.</param>
    public async ValueTask AddAsync(Destination queue, Selector? selector)
    {
        var text = selector?.Text ?? "";
        Message message;
        lock (_lock)
        {
            if (Array.Exists(_all, known => known.IsOf(queue, text))) return;
            message = Write(queue, text);
            _all = [.. _all, new(queue, selector, message)];
        }

        try
        {
            await persistence.OpenQueue(Home).AppendAsync(message).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The consumer is refused; what is not durable must not decide what others lose.
            Forget(known => known.Message == message);
            throw;
        }
    }

    /// <summary>The queue or pattern is gone.</summary>
    public void Remove(Destination queue)
    {
        foreach (var forgotten in Forget(known => known.Queue.Equals(queue))) persistence.OpenQueue(Home).Remove(MessageKey.Of(forgotten.Message));
    }

    /// <summary>Whether a consumer of the queue wants the message, or wanted such ones; true also for a queue that never had a consumer.</summary>
    public bool Wants(Destination queue, Message message)
    {
        var known = false;
        foreach (var remembered in _all)
        {
            if (!remembered.Concerns(queue)) continue;
            if (remembered.Selector is null || MessageSelectorSubject.Matches(remembered.Selector, message, message.RedeliveryCounter)) return true;
            known = true;
        }

        return !known;
    }

    private static Remembered Read(Message message) =>
        new(Destination.Queue(message.CorrelationId!), Selector.ParseOrNull(MessageBody.ReadText(message)), message);

    private Message Write(Destination queue, string selector) => new()
    {
        Kind = MessageKind.Text,
        Destination = Home,
        Id = new(_producer, persistence.NextSequence()),
        Producer = _producer,
        Persistent = true,
        CorrelationId = queue.Name,
        Content = MessageBody.EncodeText(selector),
    };

    private List<Remembered> Forget(Predicate<Remembered> which)
    {
        lock (_lock)
        {
            var forgotten = Array.FindAll(_all, which);
            _all = Array.FindAll(_all, known => !which(known));
            return [.. forgotten];
        }
    }

    private sealed class Remembered(Destination queue, Selector? selector, Message message)
    {
        private readonly DestinationPattern? _pattern = queue.IsPattern ? new(queue.Name) : null;

        public Destination Queue { get; } = queue;

        public Selector? Selector { get; } = selector;

        public Message Message { get; } = message;

        public bool IsOf(Destination other, string text) => Queue.Equals(other) && string.Equals(Selector?.Text ?? "", text, StringComparison.Ordinal);

        public bool Concerns(Destination other) => _pattern?.Matches(other.Name) ?? Queue.Equals(other);
    }
}
