using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Which destinations and stores there are, by name and by the number that lanes are made of.</summary>
/// <remarks>A number is free again only when the last row of its lanes is deleted. Temporary destinations share the numbers.</remarks>
internal sealed class DatabaseCatalogue(DatabaseWriter writer, PageReader reader)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Destination, DatabaseMessageStore> _queues = [];
    private readonly Dictionary<Destination, DatabaseTopicStore> _topics = [];
    private int _lastId;

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

    /// <summary>The stores of all subscriptions.</summary>
    public IReadOnlyList<DatabaseMessageStore> Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return [.. _topics.Values.SelectMany(topic => topic.Stores)];
            }
        }
    }

    /// <summary>All stores, of queues and of subscriptions.</summary>
    public IReadOnlyList<DatabaseMessageStore> Stores
    {
        get
        {
            lock (_gate)
            {
                return [.. _queues.Values, .. _topics.Values.SelectMany(topic => topic.Stores)];
            }
        }
    }

    public DatabaseMessageStore OpenQueue(Destination queue)
    {
        lock (_gate)
        {
            if (_queues.TryGetValue(queue, out var known)) return known;
            var store = NewStore(queue, topic: null);
            if (!queue.IsTemporary) writer.NoteChange(CatalogueStatements.Add(store.Id, queue));
            return _queues[queue] = store;
        }
    }

    public DatabaseTopicStore OpenTopic(Destination topic)
    {
        lock (_gate)
        {
            if (_topics.TryGetValue(topic, out var known)) return known;
            var store = new DatabaseTopicStore(NextId(), topic, this, writer);
            if (!topic.IsTemporary) writer.NoteChange(CatalogueStatements.Add(store.Id, topic));
            return _topics[topic] = store;
        }
    }

    public ValueTask RemoveAsync(Destination destination)
    {
        lock (_gate)
        {
            if (_queues.Remove(destination, out var queue))
            {
                if (!queue.IsTemporary) writer.NoteChange(CatalogueStatements.RemoveDestination(queue.Id));
                Drop(queue);
            }
            else if (_topics.Remove(destination, out var topic))
            {
                topic.Close();
                if (!destination.IsTemporary) writer.NoteChange(CatalogueStatements.RemoveDestination(topic.Id));
            }
            else
            {
                return ValueTask.CompletedTask;
            }

            return destination.IsTemporary ? ValueTask.CompletedTask : writer.WriteCatalogueAsync();
        }
    }

    public DatabaseMessageStore NewStore(Destination destination, DatabaseTopicStore? topic)
    {
        var store = new DatabaseMessageStore(NextId(), destination, destination.IsTemporary, topic, writer, reader);
        store.Start(writer.OpenedAt);
        return store;
    }

    /// <summary>A store is forgotten: its rows go in the background.</summary>
    public void Drop(DatabaseMessageStore store)
    {
        store.Close();
        writer.Drop(store);
    }

    public void ReserveIdsTo(int id) => _lastId = Math.Max(_lastId, id);

    /// <summary>Enters a queue as opening finds it.</summary>
    public DatabaseMessageStore RestoreQueue(int id, Destination queue)
    {
        ReserveIdsTo(id);
        return _queues[queue] = new DatabaseMessageStore(id, queue, isTemporary: false, topic: null, writer, reader);
    }

    /// <summary>Enters a topic as opening finds it.</summary>
    public DatabaseTopicStore RestoreTopic(int id, Destination topic)
    {
        ReserveIdsTo(id);
        return _topics[topic] = new DatabaseTopicStore(id, topic, this, writer);
    }

    /// <summary>Enters a subscription as opening finds it.</summary>
    public DatabaseMessageStore Restore(int id, DatabaseTopicStore topic, DurableSubscriptionInfo info)
    {
        ReserveIdsTo(id);
        var store = new DatabaseMessageStore(id, topic.Destination, isTemporary: false, topic, writer, reader);
        topic.Put(info, store);
        return store;
    }

    private int NextId() => Interlocked.Increment(ref _lastId);
}
