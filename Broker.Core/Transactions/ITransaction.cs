using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Transactions;

/// <summary>What takes sends and acknowledgements until it is decided.</summary>
public interface ITransaction
{
    void Send(Queue queue, Message message);

    /// <param name="topic">Where to.</param>
    /// <param name="message">What.</param>
    /// <param name="senderClientId">See <see cref="Topic.SendAsync"/>.</param>
    void Send(Topic topic, Message message, string? senderClientId);

    /// <summary>Adds a job with the commit, or puts it in the place of the one with its id.</summary>
    /// <param name="create">Makes it, called at the commit or, in a branch, at the prepare: its time counts from then.</param>
    /// <param name="stored">Called when the commit is durable.</param>
    void PutJob(Func<ScheduledJob> create, Action<ScheduledJob>? stored = null);

    /// <summary>Takes an acknowledgement; the messages are consumed when the transaction commits.</summary>
    /// <param name="subscription">Null when the consumer is gone.</param>
    /// <param name="acknowledgement">What it says.</param>
    ValueTask AcknowledgeAsync(Subscription? subscription, Acknowledgement acknowledgement);
}
