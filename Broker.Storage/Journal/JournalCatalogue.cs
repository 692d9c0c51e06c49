using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Which destinations and stores there are, by name and by the number that records use; and the jobs, which belong to none.</summary>
/// <remarks>Numbers are never given twice. Temporary destinations count downwards from -1 and never reach the disk as known.</remarks>
internal sealed class JournalCatalogue(JournalWriter writer, JournalSegments segments)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Destination, JournalMessageStore> _queues = [];
    private readonly Dictionary<Destination, JournalTopicStore> _topics = [];
    private readonly ConcurrentDictionary<int, JournalMessageStore> _stores = new();
    private int _lastNumber;
    private int _lastTemporaryNumber;

    public JournalJobStore Jobs { get; } = new(segments);

    public int LastNumber => Volatile.Read(ref _lastNumber);

    public IReadOnlyCollection<Destination> Destinations
    {
        get
        {
            lock (_gate)
            {
                return [.. _queues.Keys.Concat(_topics.Keys).Where(destination => !destination.IsTemporary)];
            }
        }
    }

    public ICollection<JournalMessageStore> Stores => _stores.Values;

    public JournalMessageStore? FindStore(int number) => _stores.GetValueOrDefault(number);

    public JournalMessageStore OpenQueue(Destination queue)
    {
        lock (_gate)
        {
            if (_queues.TryGetValue(queue, out var known)) return known;
            var store = NewStore(queue, queue.IsTemporary);
            if (!queue.IsTemporary) writer.WriteCatalogue(CatalogueRecords.DestinationAdd(store.Number, queue));
            return _queues[queue] = store;
        }
    }

    public JournalTopicStore OpenTopic(Destination topic)
    {
        lock (_gate)
        {
            if (_topics.TryGetValue(topic, out var known)) return known;
            var store = new JournalTopicStore(NextNumber(topic.IsTemporary), topic, this, writer);
            if (!topic.IsTemporary) writer.WriteCatalogue(CatalogueRecords.DestinationAdd(store.Number, topic));
            return _topics[topic] = store;
        }
    }

    public ValueTask RemoveAsync(Destination destination)
    {
        lock (_gate)
        {
            if (NumberOf(destination) is not { } number) return ValueTask.CompletedTask;
            Forget(number);
            return number < 0 ? ValueTask.CompletedTask : writer.WriteCatalogueAsync(CatalogueRecords.Remove(number, JournalRecordType.DestinationRemove));
        }
    }

    public JournalMessageStore NewStore(Destination destination, bool transient)
    {
        var number = NextNumber(transient);
        return _stores[number] = new JournalMessageStore(number, destination, writer, segments);
    }

    public void Forget(JournalMessageStore store) => _stores.TryRemove(store.Number, out _);

    /// <summary>Enters a destination as recovery finds it. One of the same name with a larger number is a later life of it, and stays.</summary>
    public void Restore(int number, Destination destination)
    {
        lock (_gate)
        {
            ReserveNumbersTo(number);
            if (NumberOf(destination) is { } known)
            {
                if (known >= number) return;
                Forget(known);
            }

            if (destination.IsTopic) _topics[destination] = new JournalTopicStore(number, destination, this, writer);
            else _queues[destination] = _stores[number] = new JournalMessageStore(number, destination, writer, segments);
        }
    }

    /// <summary>Enters a subscription as recovery finds it; a later life of it stays.</summary>
    public void Restore(int number, int topic, DurableSubscriptionInfo info)
    {
        lock (_gate)
        {
            ReserveNumbersTo(number);
            if (_stores.ContainsKey(number)) return;
            if (_topics.Values.FirstOrDefault(known => known.Number == topic) is not { } home) return;
            if (home.NumberOf(info.ClientId, info.Name) > number) return;
            home.Put(info, _stores[number] = new JournalMessageStore(number, home.Destination, writer, segments));
        }
    }

    public void ReserveNumbersTo(int number) => _lastNumber = Math.Max(_lastNumber, number);

    /// <summary>Drops the queue or topic of this number, with everything in it, from memory.</summary>
    public void Forget(int number)
    {
        lock (_gate)
        {
            foreach (var (queue, store) in _queues)
            {
                if (store.Number != number) continue;
                _queues.Remove(queue);
                Forget(store);
                store.Close();
                return;
            }

            foreach (var (destination, topic) in _topics)
            {
                if (topic.Number != number) continue;
                _topics.Remove(destination);
                foreach (var subscription in topic.Subscriptions)
                {
                    topic.Forget(subscription.Info.ClientId, subscription.Info.Name);
                }

                return;
            }
        }
    }

    /// <summary>Drops the subscription of this number from memory.</summary>
    public void ForgetSubscription(int number)
    {
        foreach (var topic in Topics())
        {
            foreach (var subscription in topic.Subscriptions)
            {
                if (((JournalMessageStore)subscription.Store).Number == number) topic.Forget(subscription.Info.ClientId, subscription.Info.Name);
            }
        }
    }

    public IReadOnlyList<JournalTopicStore> Topics()
    {
        lock (_gate)
        {
            return [.. _topics.Values];
        }
    }

    public IReadOnlyList<JournalMessageStore> Queues()
    {
        lock (_gate)
        {
            return [.. _queues.Values];
        }
    }

    private int? NumberOf(Destination destination)
    {
        if (_queues.TryGetValue(destination, out var queue)) return queue.Number;
        return _topics.TryGetValue(destination, out var topic) ? topic.Number : null;
    }

    private int NextNumber(bool transient) =>
        transient ? Interlocked.Decrement(ref _lastTemporaryNumber) : Interlocked.Increment(ref _lastNumber);
}
