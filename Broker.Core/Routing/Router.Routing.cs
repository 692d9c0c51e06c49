using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Sends that reach other destinations than the one named, or more than one.</content>
public sealed partial class Router
{
    private void Stamp(ConnectionState connection, Message message)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        message.BrokerInTime = now;
        if (_options.PopulateJMSXUserID) message.UserId = connection.Client.User?.Name;
        if (_options.TimeStamping.Enabled && !_directory.IsDeadLetterDestination(message.Destination)) TimeStamp.Renew(message, _options.TimeStamping, now);
    }

    // What needs the store goes there as one operation; the rest is taken member by member, or belongs to its client's transaction.
    private bool IsSentTogether(Message message) =>
        message.Persistent && message.Transaction is null && !_routing.IsPlain(message.Destination);

    /// <param name="message">As it was sent.</param>
    /// <param name="connection">Whose right it is to make what the message names; null: the broker's own. Where rules lead nobody's rights are asked.</param>
    private List<Message> FanOut(Message message, ConnectionState? connection)
    {
        // One that only forwards is there too, for its counts.
        foreach (var member in message.Destination.Members()) FindOrAdd(member, temporaryToo: false, connection);
        var copies = Fanout.Of(_routing, _directory, message);
        var forwarded = copies.Count;
        foreach (var copy in copies)
        {
            FindOrAdd(copy.Destination, temporaryToo: false, connection: null);
            forwarded -= copy.Destination.Equals(message.Destination) ? 1 : 0;
        }

        StatisticsOf(message.Destination)?.CountForwarded(forwarded);
        return copies;
    }

    /// <summary>Puts messages for single destinations into one transaction.</summary>
    /// <param name="copies">Each names its destination, which is made when it is new.</param>
    /// <param name="id">For messages about it.</param>
    /// <param name="senderClientId">See <see cref="Topic.SendAsync"/>.</param>
    /// <param name="topics">Gets the topics among the destinations.</param>
    private LocalTransaction Gather(List<Message> copies, LocalTransactionId id, string? senderClientId, List<Topic> topics)
    {
        var together = new LocalTransaction(id, _persistence);
        foreach (var copy in copies)
        {
            if (copy.Destination.IsQueue)
            {
                together.Send(_directory.FindQueue(copy.Destination) ?? AddQueue(copy.Destination, connection: null), copy);
                continue;
            }

            var topic = _directory.FindTopic(copy.Destination) ?? AddTopic(copy.Destination, connection: null);
            together.Send(topic, copy, senderClientId);
            topics.Add(topic);
        }

        return together;
    }

    // What a consumer says of a virtual topic's queues holds also while it is away: which ones it wants, and what of them.
    private async ValueTask RememberVirtualQueuesAsync(SubscriptionOptions options)
    {
        if (options.Browser) return;
        foreach (var member in options.Destination.Members())
        {
            if (_routing.NamesQueuesOfVirtualTopics(member)) _directory.RememberQueuePattern(member);
            if (_routing.IsSelectorAware(member)) await _directory.RememberSelectorAsync(member, options.Selector).ConfigureAwait(false);
        }
    }
}
