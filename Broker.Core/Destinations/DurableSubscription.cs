using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Selectors;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A named subscription that keeps its messages while nobody consumes them.</summary>
/// <remarks>Its backlog works as a queue's; at most one consumer is on it at a time.</remarks>
public sealed class DurableSubscription
{
    private readonly Selector? _selector;
    private long _offlineSince;
    private readonly (Destination Member, DestinationPattern? Pattern)[] _members;

    internal DurableSubscription(
        DurableSubscriptionInfo info,
        ITopicMessageStore topicStore,
        IMessageStore store,
        BacklogContext context,
        DestinationPolicy policy,
        DestinationStatistics statistics)
    {
        Info = info;
        TopicStore = topicStore;
        _selector = Selector.ParseOrNull(info.Selector);
        _members = [.. info.Topic.Members().Select(static member => (member, member.IsPattern ? new DestinationPattern(member.Name) : null))];
        Backlog = new(context, policy, store, statistics) { SubscriptionKey = $"{info.ClientId}:{info.Name}" };
    }

    public DurableSubscriptionInfo Info { get; }

    /// <summary>Messages waiting and in flight.</summary>
    public long Count => Backlog.Count;

    public long InFlight => Backlog.InFlight;

    public DestinationStatistics Statistics => Backlog.Statistics;

    /// <summary>A consumer is on it.</summary>
    public bool IsActive => Consumer is not null;

    /// <summary>The consumer now on it; guarded by the directory that attaches it.</summary>
    internal PrefetchSubscription? Consumer { get; set; }

    internal ITopicMessageStore TopicStore { get; }

    /// <summary>Since when it has no consumer, as far as this process knows; null while it has one.</summary>
    public DateTimeOffset? OfflineSince
    {
        get => Volatile.Read(ref _offlineSince) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        internal set => Volatile.Write(ref _offlineSince, value?.UtcTicks ?? 0);
    }

    internal Backlog Backlog { get; }

    /// <summary>As <see cref="Queue.BrowseAsync"/>.</summary>
    public ValueTask<IReadOnlyList<Message>> BrowseAsync(long after, int limit, CancellationToken cancellationToken) =>
        Backlog.BrowseAsync(after, limit, cancellationToken);

    /// <summary>Whether it is for messages of this topic.</summary>
    internal bool IsFor(Destination topic)
    {
        foreach (var (member, pattern) in _members)
        {
            if (pattern is null ? member.Equals(topic) : !topic.IsTemporary && !DestinationDirectory.IsAdvisory(topic) && pattern.Matches(topic.Name)) return true;
        }

        return false;
    }

    /// <summary>Takes a message that was sent before the subscription was made; completes when it is stored.</summary>
    /// <exception cref="StoreException">It could not be stored.</exception>
    internal async ValueTask AddRecoveredAsync(Message message)
    {
        if (!Wants(message, senderClientId: null)) return;
        var copy = new StoredCopy(TopicStore, message.Copy());
        copy.Add(this);
        try
        {
            await copy.AppendAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            copy.Abandon();
            throw;
        }

        copy.Deliver();
    }

    internal bool Wants(Message message, string? senderClientId)
    {
        if (Info.NoLocal && string.Equals(senderClientId, Info.ClientId, StringComparison.Ordinal)) return false;
        return _selector is null || MessageSelectorSubject.Matches(_selector, message, message.RedeliveryCounter);
    }
}
