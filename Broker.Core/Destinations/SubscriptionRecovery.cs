using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>What one topic keeps for consumers that come later. Guarded by its topic's lock.</summary>
/// <remarks>Source: behaviours B10. The bytes count as memory; from the oldest end they give way to limits.</remarks>
internal sealed class SubscriptionRecovery
{
    private const string RetainProperty = "ActiveMQ.Retain";
    private const string RetainedProperty = "ActiveMQ.Retained";
    private const string LastImageName = "ActiveMQ.LastImage";
    private const string RetainedName = "ActiveMQ.Retained";

    // No client has an empty id.
    private const string NoClient = "";

    private readonly SubscriptionRecoveryOptions _options;
    private readonly BacklogContext _context;
    private readonly long _limitBytes;
    private readonly Queue<Kept> _row = new();
    private readonly RecoveryImage? _image;
    private readonly RecoveryImage? _retained;
    private readonly IMessageStore[] _storesOfAll;
    private readonly IMessageStore[] _storesOfRetained;
    private long _bytes;

    private SubscriptionRecovery(DestinationPolicy policy, BacklogContext context, RecoveryImage? image, RecoveryImage? retained)
    {
        _options = policy.SubscriptionRecoveryPolicy;
        _context = context;
        _limitBytes = _options.Kind == SubscriptionRecoveryKind.FixedSized ? Math.Min(_options.MaximumSize, policy.MemoryLimit) : policy.MemoryLimit;
        _image = image;
        _retained = retained;
        _storesOfAll = image is null ? [] : [image.Store];
        _storesOfRetained = retained is null ? _storesOfAll : [.. _storesOfAll, retained.Store];
    }

    /// <summary>What the policy asks for; null when that is nothing, as it nearly always is.</summary>
    public static SubscriptionRecovery? For(Destination topic, DestinationPolicy policy, BacklogContext context, ITopicMessageStore store)
    {
        var options = policy.SubscriptionRecoveryPolicy;
        if (options is { Kind: SubscriptionRecoveryKind.None, RetainedMessage: false }) return null;
        return new(
            policy,
            context,
            options.Kind == SubscriptionRecoveryKind.LastImage ? new(OpenStore(topic, store, LastImageName), context.Memory) : null,
            options.RetainedMessage ? new(OpenStore(topic, store, RetainedName), context.Memory) : null);
    }

    /// <summary>It is no client's subscription, but the place of an image.</summary>
    public static bool IsImage(DurableSubscriptionInfo info) => info.ClientId.Length == 0;

    /// <summary>Holds nothing that would be lost with the topic.</summary>
    public bool IsEmpty
    {
        get
        {
            DropOld();
            return _row.Count == 0 && _image?.Message is null && _retained?.Message is null;
        }
    }

    /// <summary>Whether a store of this topic's is among those in use.</summary>
    public bool Uses(IMessageStore store) => _image?.Store == store || _retained?.Store == store;

    /// <summary>The stores that have to get the message together with the durable subscriptions.</summary>
    public IMessageStore[] StoresFor(Message message)
    {
        if (!message.Persistent) return [];
        return _retained is not null && IsRetained(message) && HasBody(message) ? _storesOfRetained : _storesOfAll;
    }

    /// <summary>Takes a message that is being published; it is stored already where it had to be.</summary>
    public void Add(Message message)
    {
        _image?.Replace(message, stored: message.Persistent);
        if (_retained is not null && IsRetained(message))
        {
            var keep = HasBody(message);
            _retained.Replace(message, stored: keep && message.Persistent, keep);
        }

        if (_options.Kind is SubscriptionRecoveryKind.None or SubscriptionRecoveryKind.LastImage) return;
        _row.Enqueue(new(message, _context.NowMilliseconds));
        _bytes += message.SizeBytes;
        _context.Memory.Add(message.SizeBytes);
        DropOld();
    }

    /// <summary>Everything a new retroactive consumer gets, oldest first.</summary>
    public IReadOnlyList<Message> Recover()
    {
        DropOld();
        var now = _context.NowMilliseconds;
        var recovered = new List<Message>(_row.Count + 1);
        if (_retained?.Message is { } retained && !retained.IsExpired(now)) recovered.Add(MarkRetained(retained));
        if (_image?.Message is { } image && !image.IsExpired(now)) recovered.Add(image);
        foreach (var kept in _row)
        {
            if (!kept.Message.IsExpired(now)) recovered.Add(kept.Message);
        }

        return recovered;
    }

    /// <summary>Finds again what an earlier tenure kept in one of the stores in use.</summary>
    public void Restore(IMessageStore store, List<Message> found) => (_image?.Store == store ? _image : _retained)!.Restore(found);

    /// <summary>The topic is gone, and its stores with it.</summary>
    public void Close()
    {
        while (_row.Count > 0) DropOldest();
        _image?.Clear();
        _retained?.Clear();
    }

    private static IMessageStore OpenStore(Destination topic, ITopicMessageStore topicStore, string name)
    {
        var info = new DurableSubscriptionInfo(NoClient, name, topic, Selector: null, NoLocal: false);
        foreach (var stored in topicStore.Subscriptions)
        {
            if (stored.Info == info) return stored.Store;
        }

        // What is stored in it later is durable no sooner than it is itself.
        var (store, durable) = topicStore.AddSubscription(info);
        _ = durable.AsTask();
        return store;
    }

    private static bool HasBody(Message message) => message.Content is { Length: > 0 } || message.Blob is not null;

    private static bool IsRetained(Message message)
    {
        try
        {
            return MessageProperties.TryFind(message.Properties, RetainProperty, out var tag, out var payload)
                && PrimitiveReader.Decode(tag, payload) switch
                {
                    bool flag => flag,
                    string text => bool.TryParse(text, out var flag) && flag,
                    _ => false,
                };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static Message MarkRetained(Message message)
    {
        var copy = message.Copy();
        copy.Properties = MessageProperties.Append(message.Properties, [new(RetainedProperty, true)]);
        return copy;
    }

    private void DropOld()
    {
        var oldest = _options.Kind == SubscriptionRecoveryKind.Timed ? _context.NowMilliseconds - (long)_options.RecoverDuration.TotalMilliseconds : long.MinValue;
        var count = _options.Kind == SubscriptionRecoveryKind.FixedCount ? _options.MaximumCount : int.MaxValue;
        while (_row.TryPeek(out var kept)
            && (kept.AtMilliseconds < oldest || _row.Count > count || _bytes > _limitBytes || (_context.Memory.IsFull && _row.Count > 1)))
        {
            DropOldest();
        }
    }

    private void DropOldest()
    {
        var size = _row.Dequeue().Message.SizeBytes;
        _bytes -= size;
        _context.Memory.Remove(size);
    }

    private readonly record struct Kept(Message Message, long AtMilliseconds);
}
