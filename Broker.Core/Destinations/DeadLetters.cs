using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>Moves what cannot be delivered to the dead-letter queue its policy names, or lets it go.</summary>
/// <remarks>The copy and the removal are one store transaction: a message is never in both places, nor in none. Source: behaviours B4.</remarks>
internal sealed class DeadLetters(IPersistenceAdapter persistence, Func<Destination, Queue> findQueue, ILogger logger)
{
    private const string CauseProperty = "dlqDeliveryFailureCause";
    private const string ExpirationProperty = "originalExpiration";
    private const string DeliveryModeProperty = "originalDeliveryMode";
    private const string ExpiredCause = "The message expired before it was delivered.";

    /// <summary>Buries entries that a consumer gave up.</summary>
    /// <param name="entries">In no list any more.</param>
    /// <param name="cause">Why; null when they expired at the client.</param>
    /// <exception cref="StoreException">They could not be moved; they are back in their backlog.</exception>
    public async ValueTask BuryAsync(List<QueueEntry> entries, string? cause)
    {
        for (var at = 0; at < entries.Count; at++)
        {
            try
            {
                await BuryAsync(entries[at], cause ?? ExpiredCause, expired: cause is null).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                foreach (var entry in entries[at..]) entry.Backlog.Return([entry]);
                throw;
            }
        }
    }

    /// <summary>Buries entries that a backlog found expired; a failure is logged and they go back.</summary>
    public async Task BuryExpiredAsync(List<QueueEntry> entries)
    {
        foreach (var entry in entries)
        {
            try
            {
                await BuryAsync(entry, ExpiredCause, expired: true).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                entry.Backlog.ReturnUnburied(entry);
                DestinationsLog.BuryFailed(logger, e, 1, e.Message);
            }
        }
    }

    // When it throws the entry is still in no list.
    private async ValueTask BuryAsync(QueueEntry entry, string cause, bool expired)
    {
        var backlog = entry.Backlog;
        var policy = backlog.Policy;
        if (!IsKept(entry.Message, policy, expired))
        {
            if (expired) backlog.Statistics.CountExpired();
            backlog.Remove([entry], consumed: false);
            return;
        }

        var grave = findQueue(Destination.Queue(policy.DeadLetterQueue));
        var copy = Describe(entry.Message, grave.Destination, cause);
        try
        {
            grave.Backlog.BeginAppend(copy);
            var transaction = persistence.Transactions.Begin();
            transaction.Append(grave.Backlog.Store, copy);
            if (entry.Stored) transaction.Remove(backlog.Store, MessageKey.Of(entry.Message));
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            grave.Backlog.AbandonAppend(copy);
            throw;
        }

        if (expired) backlog.Statistics.CountExpired();
        grave.Backlog.AddStored(copy);
        backlog.Remove([entry], consumed: !expired, leftStore: true);
    }

    private static bool IsKept(Message message, DestinationPolicy policy, bool expired) =>
        (message.Persistent || policy.ProcessNonPersistent)
        && (!expired || policy.ProcessExpired)
        && !(message.Destination.IsQueue && string.Equals(message.Destination.Name, policy.DeadLetterQueue, StringComparison.Ordinal));

    /// <summary>The copy that lies in the dead-letter queue.</summary>
    public static Message Describe(Message message, Destination grave, string cause)
    {
        var added = new List<KeyValuePair<string, object?>> { new(CauseProperty, cause) };
        if (message.Expiration > 0) added.Add(new(ExpirationProperty, message.Expiration));
        if (!message.Persistent) added.Add(new(DeliveryModeProperty, "NON_PERSISTENT"));
        var copy = message.Copy();
        copy.OriginalDestination = message.OriginalDestination ?? message.Destination;
        copy.Destination = grave;
        copy.Properties = MessageProperties.Append(message.Properties, added);
        copy.Expiration = 0;
        copy.Persistent = true;
        copy.RedeliveryCounter = 0;
        copy.Transaction = null;
        return copy;
    }
}
