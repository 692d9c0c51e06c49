using System.Globalization;
using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>Moves what cannot be delivered to where its policy's strategy keeps it, lets it go, or has it tried again later.</summary>
/// <remarks>The copy and the removal are one store transaction: a message is never in both places, nor in none. Source: behaviours B4.</remarks>
internal sealed class DeadLetters(
    IPersistenceAdapter persistence,
    DestinationPolicies policies,
    Func<Message, StagedSend> stage,
    AdvisoryPublisher advisories,
    TimeProvider time,
    ILogger logger)
{
    private const string CauseProperty = "dlqDeliveryFailureCause";
    private const string ExpirationProperty = "originalExpiration";
    private const string DeliveryModeProperty = "originalDeliveryMode";

    /// <summary>Told of each job that was stored for a redelivery.</summary>
    public Action<ScheduledJob>? JobStored { get; set; }

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
                await BuryAsync(entries[at], cause ?? ExpiredCause(entries[at].Message), expired: cause is null).ConfigureAwait(false);
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
                await BuryAsync(entry, ExpiredCause(entry.Message), expired: true).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                entry.Backlog.ReturnUnburied(entry);
                DestinationsLog.BuryFailed(logger, e, 1, e.Message);
            }
        }
    }

    /// <summary>A dead letter as it was before it died, but for its time to live, which is over; null when it is none.</summary>
    /// <remarks>It goes to the very queue or topic it died in, whatever name it was sent to.</remarks>
    public Message? Revive(Message letter)
    {
        if (letter.OriginalDestination is not { IsComposite: false, IsPattern: false } origin || policies.IsDeadLetterDestination(origin)) return null;
        var revived = letter.Copy();
        revived.Destination = origin;
        revived.OriginalDestination = null;
        revived.Expiration = 0;
        revived.RedeliveryCounter = 0;
        revived.Properties = WithoutDescription(letter.Properties);
        return revived;
    }

    // When it throws the entry is still in no list.
    private async ValueTask BuryAsync(QueueEntry entry, string cause, bool expired)
    {
        var backlog = entry.Backlog;
        if (!expired && backlog.Policy.Redelivery is { Enabled: true } policy)
        {
            if (policy.Allows(entry.RedeliveryCounter))
            {
                await DeferAsync(entry, policy).ConfigureAwait(false);
                return;
            }

            if (!policy.SendToDlqIfMaxRetriesExceeded)
            {
                backlog.Remove([entry], consumed: true);
                return;
            }
        }

        if (FindGrave(entry, expired) is not { } grave)
        {
            if (expired) NoteExpired(entry);
            backlog.Remove([entry], consumed: false);
            return;
        }

        var send = stage(Describe(entry.Message, grave, cause, ExpirationFor(backlog.Policy.DeadLetterStrategy)));
        try
        {
            var transaction = persistence.Transactions.Begin();
            send.AppendTo(transaction);
            if (entry.Stored) transaction.Remove(backlog.Store, MessageKey.Of(entry.Message));
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            send.Abandon();
            throw;
        }

        if (expired) NoteExpired(entry);
        advisories.PublishMessage("MessageDLQd", entry.Message, backlog.Policy.Advisories.IncludeBody);
        send.Deliver();
        backlog.Remove([entry], consumed: !expired, leftStore: true);
    }

    private void NoteExpired(QueueEntry entry)
    {
        entry.Backlog.Statistics.CountExpired();
        advisories.PublishMessage("Expired", entry.Message, entry.Backlog.Policy.Advisories.IncludeBody);
    }

    // It leaves the queue and waits in the scheduler, in one operation of the store.
    private async ValueTask DeferAsync(QueueEntry entry, RedeliveryPolicy policy)
    {
        var transaction = persistence.Transactions.Begin();
        var job = Redelivery.Plan(entry, policy, time.GetUtcNow());
        transaction.PutJob(job);
        if (entry.Stored) transaction.Remove(entry.Backlog.Store, MessageKey.Of(entry.Message));
        await transaction.CommitAsync().ConfigureAwait(false);
        entry.Backlog.Remove([entry], consumed: false, leftStore: true);
        JobStored?.Invoke(job);
    }

    // ActiveMQ's words: programs tell by them what expired from what was given up.
    private static string ExpiredCause(Message message) =>
        string.Create(CultureInfo.InvariantCulture, $"java.lang.Throwable: Message Expired. Expiration:{message.Expiration}");

    // Null: the message is not kept.
    private Destination? FindGrave(QueueEntry entry, bool expired)
    {
        var strategy = entry.Backlog.Policy.DeadLetterStrategy;
        var (message, origin) = (entry.Message, entry.Message.Destination);
        if (!message.Persistent && !strategy.ProcessNonPersistent) return null;
        if (expired && !strategy.ProcessExpired) return null;
        return policies.IsDeadLetterDestination(origin) ? null : strategy.GraveOf(origin, entry.Backlog.SubscriptionKey);
    }

    /// <summary>The copy that lies in the dead-letter queue.</summary>
    /// <param name="message">As it could not be delivered.</param>
    /// <param name="grave">Where the copy lies.</param>
    /// <param name="cause">Why, for people.</param>
    /// <param name="expiration">When the copy goes by itself; 0 keeps it.</param>
    public static Message Describe(Message message, Destination grave, string cause, long expiration = 0)
    {
        var added = new List<KeyValuePair<string, object?>> { new(CauseProperty, cause), new(ExpirationProperty, message.Expiration) };
        if (!message.Persistent) added.Add(new(DeliveryModeProperty, "NON_PERSISTENT"));
        var copy = message.Copy();
        copy.OriginalDestination = message.Destination;
        copy.Destination = grave;
        copy.Properties = MessageProperties.Append(message.Properties, added);
        copy.Expiration = expiration;
        copy.Persistent = true;
        copy.RedeliveryCounter = 0;
        copy.Transaction = null;
        return copy;
    }

    private long ExpirationFor(DeadLetterStrategy strategy) =>
        strategy.Expiration == TimeSpan.Zero ? 0 : (time.GetUtcNow() + strategy.Expiration).ToUnixTimeMilliseconds();

    private static byte[]? WithoutDescription(byte[]? blob)
    {
        try
        {
            var properties = MessageProperties.ReadAll(blob);
            var described = properties.Remove(CauseProperty) | properties.Remove(ExpirationProperty) | properties.Remove(DeliveryModeProperty);
            return described ? MessageProperties.Write(properties) : blob;
        }
        catch (FormatException)
        {
            // What its client wrote so goes back to it as it is.
            return blob;
        }
    }
}
