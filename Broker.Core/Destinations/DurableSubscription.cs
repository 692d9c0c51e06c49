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
        Pattern = new(info.Topic.Name);
        Backlog = new(context, policy, store, statistics) { SubscriptionKey = $"{info.ClientId}:{info.Name}" };
    }

    public DurableSubscriptionInfo Info { get; }

    /// <summary>Messages waiting and in flight.</summary>
    public long Count => Backlog.Count;

    /// <summary>A consumer is on it.</summary>
    public bool IsActive => Consumer is not null;

    /// <summary>The consumer now on it; guarded by the directory that attaches it.</summary>
    internal PrefetchSubscription? Consumer { get; set; }

    internal ITopicMessageStore TopicStore { get; }

    internal DestinationPattern Pattern { get; }

    internal Backlog Backlog { get; }

    internal bool Wants(Message message, string? senderClientId)
    {
        if (Info.NoLocal && string.Equals(senderClientId, Info.ClientId, StringComparison.Ordinal)) return false;
        return _selector is null || MessageSelectorSubject.Matches(_selector, message, message.RedeliveryCounter);
    }
}
