using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Transactions;

/// <summary>What takes sends and acknowledgements until it is decided.</summary>
public interface ITransaction
{
    void Send(Queue queue, Message message);

    /// <param name="topic">Where to.</param>
    /// <param name="message">What.</param>
    /// <param name="senderClientId">See <see cref="Topic.SendAsync"/>.</param>
    void Send(Topic topic, Message message, string? senderClientId);

    /// <summary>Takes an acknowledgement; the messages are consumed when the transaction commits.</summary>
    /// <param name="subscription">Null when the consumer is gone.</param>
    /// <param name="acknowledgement">What it says.</param>
    ValueTask AcknowledgeAsync(Subscription? subscription, Acknowledgement acknowledgement);
}
