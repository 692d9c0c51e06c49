using System.Globalization;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Routing;

/// <content>Flow control: each producer waits by itself, and nobody waits for it.</content>
public sealed partial class Router
{
    private readonly SpaceLines _lines;
    private readonly BlockedProducers _blocked;

    /// <summary>Who waits for space now; the one that has waited longest comes first.</summary>
    public IReadOnlyList<BlockedProducer> ListBlockedProducers() => _blocked.List();

    // Room may have come back for those who wait for a queue.
    private ValueTask SignalConsumedAsync(ValueTask done)
    {
        if (_lines.AreUnused) return done;
        return SignalAsync();

        async ValueTask SignalAsync()
        {
            await done.ConfigureAwait(false);
            _lines.Consumed();
        }
    }

    // Only a limit is waited for, and it refuses at once; when the disk itself is full its producer is told.
    private ValueTask SendOrWait(ConnectionState connection, ProducerState producer, Message message)
    {
        if (!_lines.AreUnused && OthersWait(message) is { } reason) return WaitOrFail(connection, producer, message, reason);
        var sent = SendToOne(connection, producer, message);
        if (!sent.IsFaulted) return sent;
        var refused = sent.AsTask();
        return ReasonToWait(refused, message) is { } why ? WaitOrFail(connection, producer, message, why) : new(refused);
    }

    // Who comes while others wait for the same space comes after them.
    private BlockReason? OthersWait(Message message)
    {
        if (message.Transaction is not null) return null;
        if (message.Persistent && _lines.AnyForStore(PolicyOf(message.Destination).StoreUsageHighWaterMark)) return BlockReason.StoreFull;
        return _lines.AnyForQueue(message.Destination) ? BlockReason.QueueFull : null;
    }

    private BlockReason? ReasonToWait(Task refused, Message message) => refused.Exception?.InnerException switch
    {
        StoreFullException { IsByLimit: true } => BlockReason.StoreFull,
        // It waits for room in its queues by itself, and was refused because it is not to.
        NoSpaceException { Reason: BlockReason.QueueFull } when IsSentTogether(message) => null,
        NoSpaceException { Reason: not BlockReason.SlowSubscriber } full => full.Reason,
        _ => null,
    };

    // Refusals by a destination's own rules; null: it may try.
    private NoSpaceException? Refusal(Queue queue, Message message)
    {
        var policy = queue.Policy;
        if (queue.IsFull) return NoSpace(BlockReason.QueueFull, queue.Destination, policy, null);
        return message.Persistent ? Refusal(queue.Destination, policy) : null;
    }

    private NoSpaceException? Refusal(Destination destination, DestinationPolicy policy)
    {
        if (policy.StoreUsageHighWaterMark >= DestinationPolicy.WholeStore) return null;
        var usage = _persistence.Usage;
        if (usage.LimitBytes == 0 || usage.UsedBytes < usage.LimitBytes / 100.0 * policy.StoreUsageHighWaterMark) return null;
        return NoSpace(BlockReason.StoreFull, destination, policy, null);
    }

    private ValueTask WaitOrFail(ConnectionState connection, ProducerState producer, Message message, BlockReason reason)
    {
        var policy = PolicyOf(message.Destination);
        if (FailsAtOnce(policy)) return ValueTask.FromException(NoSpace(reason, message.Destination, policy, producer.Id));
        var waiting = WaitInLineAsync(connection, producer, message, reason, policy);
        CloseGate(producer, waiting);
        return new(waiting);
    }

    private async Task WaitInLineAsync(
        ConnectionState connection, ProducerState producer, Message message, BlockReason reason, DestinationPolicy policy)
    {
        var line = reason == BlockReason.QueueFull ? _lines.ForQueue(message.Destination) : _lines.ForStore(policy.StoreUsageHighWaterMark);
        var blocked = _blocked.Begin(connection, producer.Id, message.Destination, reason, StatisticsOf(message.Destination), policy);
        try
        {
            await line.JoinAsync(
                connection,
                (out sent) => TrySend(connection, producer, message, out sent),
                TimeoutOf(policy),
                () => NoSpace(reason, message.Destination, policy, producer.Id)).ConfigureAwait(false);
        }
        finally
        {
            _blocked.End(blocked);
        }
    }

    private bool TrySend(ConnectionState connection, ProducerState producer, Message message, out Task sent)
    {
        RequireConnected(connection);
        sent = SendToOne(connection, producer, message).AsTask();
        return ReasonToWait(sent, message) is null;
    }

    // A topic takes the message at once and answers late, unless it may have to refuse it: then it waits first.
    private ValueTask SendToTopic(ConnectionState connection, ProducerState producer, Message message, Topic topic)
    {
        if (message.Persistent && Refusal(topic.Destination, topic.Policy) is { } refusal) return ValueTask.FromException(refusal);
        if (FailsAtOnce(topic.Policy) || TimeoutOf(topic.Policy) > TimeSpan.Zero)
        {
            var full = topic.WhenUnderLimitAsync();
            return full.IsCompleted ? topic.SendAsync(message, connection.Client.ClientId) : SendWhenUnder(connection, producer, message, topic, full);
        }

        var sent = topic.SendAsync(message, connection.Client.ClientId);
        var under = topic.WhenUnderLimitAsync();
        return under.IsCompleted ? sent : HoldBack(connection, producer, topic, sent, under);
    }

    private ValueTask SendWhenUnder(ConnectionState connection, ProducerState producer, Message message, Topic topic, Task under)
    {
        if (FailsAtOnce(topic.Policy)) return ValueTask.FromException(NoSpace(BlockReason.SlowSubscriber, topic.Destination, topic.Policy, producer.Id));
        var waiting = WaitAsync();
        CloseGate(producer, waiting);
        return new(waiting);

        async Task WaitAsync()
        {
            var blocked = BlockedBySubscriber(connection, producer, topic);
            try
            {
                await under.WaitAsync(TimeoutOf(topic.Policy), _time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw NoSpace(BlockReason.SlowSubscriber, topic.Destination, topic.Policy, producer.Id);
            }
            finally
            {
                _blocked.End(blocked);
            }

            RequireConnected(connection);
            await topic.SendAsync(message, connection.Client.ClientId).ConfigureAwait(false);
        }
    }

    // The message is taken; its producer is told so only when the slowest subscriber has caught up.
    private ValueTask HoldBack(ConnectionState connection, ProducerState producer, Topic topic, ValueTask sent, Task under)
    {
        var held = HoldAsync();
        CloseGate(producer, held);
        return new(held);

        async Task HoldAsync()
        {
            var blocked = BlockedBySubscriber(connection, producer, topic);
            try
            {
                await sent.ConfigureAwait(false);
                await under.ConfigureAwait(false);
            }
            finally
            {
                _blocked.End(blocked);
            }
        }
    }

    private BlockedProducer BlockedBySubscriber(ConnectionState connection, ProducerState producer, Topic topic) =>
        _blocked.Begin(connection, producer.Id, topic.Destination, BlockReason.SlowSubscriber, topic.Statistics, topic.Policy);

    private bool FailsAtOnce(DestinationPolicy policy) => policy.SendFailIfNoSpace ?? _options.SendFailIfNoSpace;

    private TimeSpan TimeoutOf(DestinationPolicy policy) => policy.SendFailIfNoSpaceAfterTimeout ?? _options.SendFailIfNoSpaceAfterTimeout;

    // A composite goes to several, whose limits may differ: the store's own is what it waits for here.
    private DestinationPolicy PolicyOf(Destination destination) =>
        destination.IsComposite ? DestinationPolicy.Default
        : destination.IsQueue ? _directory.FindQueue(destination)?.Policy ?? DestinationPolicy.Default
        : _directory.FindTopic(destination)?.Policy ?? DestinationPolicy.Default;

    // In ActiveMQ's words, by which its users' programs know it.
    private NoSpaceException NoSpace(BlockReason reason, Destination destination, DestinationPolicy policy, ProducerId? producer)
    {
        var full = reason == BlockReason.StoreFull
            ? string.Create(CultureInfo.InvariantCulture, $"Persistent store is Full, {policy.StoreUsageHighWaterMark}% of {_persistence.Usage.LimitBytes}.")
            : string.Create(CultureInfo.InvariantCulture, $"Usage Manager Memory Limit ({policy.MemoryLimit}) reached on {destination}.");
        return new(reason, $"{full} Stopping producer ({producer}) to prevent flooding {destination}.");
    }
}
