using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Acknowledgements, outside and inside transactions. The rules are those of behaviours B3.</content>
internal sealed partial class PrefetchSubscription
{
    [ThreadStatic]
    private static List<QueueEntry>? _spareRun;

    public override ValueTask AcknowledgeAsync(Acknowledgement acknowledgement)
    {
        switch (acknowledgement.Kind)
        {
            case AcknowledgeKind.Delivered:
                Report(acknowledgement.Count);
                WakeBacklogs();
                return ValueTask.CompletedTask;
            case AcknowledgeKind.Redelivered:
                return ValueTask.CompletedTask;
            case AcknowledgeKind.Poison:
                return BuryAsync(acknowledgement, acknowledgement.PoisonCause ?? "The consumer gave it up.");
            case AcknowledgeKind.Expired:
                return BuryAsync(acknowledgement, cause: null);
            default:
                Consume(acknowledgement);
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Marks the run as acknowledged by a transaction that is not decided yet.</summary>
    /// <returns>The entries, for <see cref="Commit"/> or <see cref="Rollback"/>.</returns>
    /// <exception cref="UnmatchedAcknowledgeException">It names messages that this consumer does not hold.</exception>
    public List<QueueEntry> AcknowledgeInTransaction(Acknowledgement acknowledgement)
    {
        var run = new List<QueueEntry>();
        lock (_lock)
        {
            FindRun(acknowledgement, run);
            foreach (var entry in run)
            {
                if (entry.InTransaction) continue;
                entry.InTransaction = true;
                _inTransaction++;
            }

            _acknowledgements++;
            ForgetReported(run.Count);
        }

        WakeBacklogs();
        return run;
    }

    /// <summary>The transaction is durable: the entries are consumed, and no longer in the store.</summary>
    public void Commit(List<QueueEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                if (entry.Orphaned) continue;
                _dispatched.Remove(entry);
                _inTransaction--;
                _settled++;
            }
        }

        ForEachBacklog(entries, static (backlog, run) => backlog.Remove(run, consumed: true, leftStore: true));
    }

    /// <summary>The entries are unacknowledged again: the consumer still holds them, or they go back when it is gone.</summary>
    public void Rollback(List<QueueEntry> entries)
    {
        var returned = new List<QueueEntry>();
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                entry.InTransaction = false;
                if (entry.Orphaned) returned.Add(entry);
                else _inTransaction--;
                entry.Orphaned = false;
            }
        }

        ForEachBacklog(returned, static (backlog, run) => backlog.Return(run));
    }

    private void Consume(Acknowledgement acknowledgement)
    {
        var run = _spareRun ?? [];
        _spareRun = null;
        TakeRun(acknowledgement, run);
        ForEachBacklog(run, static (backlog, entries) => backlog.Remove(entries, consumed: true));
        if (_backlogs.Length > 1) WakeBacklogs();
        run.Clear();
        _spareRun = run;
    }

    private async ValueTask BuryAsync(Acknowledgement acknowledgement, string? cause)
    {
        var run = new List<QueueEntry>();
        TakeRun(acknowledgement, run);
        if (_backlogs.Length > 1) WakeBacklogs();
        await context.DeadLetters.BuryAsync(run, cause).ConfigureAwait(false);
    }

    private void TakeRun(Acknowledgement acknowledgement, List<QueueEntry> run)
    {
        lock (_lock)
        {
            FindRun(acknowledgement, run);
            foreach (var entry in run) _dispatched.Remove(entry);
            _settled += run.Count;
            _acknowledgements++;
            ForgetReported(run.Count);
        }
    }

    private void Report(int count)
    {
        lock (_lock)
        {
            _reported += count;
            _acknowledgements++;
        }
    }

    private void ForgetReported(int count) => _reported = Math.Max(0, _reported - count);

    private void FindRun(Acknowledgement acknowledgement, List<QueueEntry> run)
    {
        var single = acknowledgement.Kind == AcknowledgeKind.Individual;
        var first = single ? acknowledgement.Last : acknowledgement.First;
        var entry = _dispatched.First;
        if (first is { } firstId)
        {
            while (entry is not null && !IsMessage(entry, firstId)) entry = entry.Next;
        }

        for (; entry is not null; entry = entry.Next)
        {
            if (!entry.InTransaction) run.Add(entry);
            if (acknowledgement.Last is { } last && IsMessage(entry, last)) return;
        }

        run.Clear();
        if (!Client.FailoverReconnect)
        {
            throw new UnmatchedAcknowledgeException(
                $"Unmatched acknowledge: consumer {Options.ConsumerId} does not hold message {acknowledgement.Last}.");
        }

        // What was delivered before the reconnect is delivered again; the late acknowledgement means nothing here.
        DestinationsLog.AcknowledgementIgnored(context.Logger, Options.ConsumerId.ToString());
    }

    private static bool IsMessage(QueueEntry entry, in MessageId id) =>
        entry.Message.Id.ProducerSequence == id.ProducerSequence
        && (ReferenceEquals(entry.Message.Id.Producer, id.Producer) || entry.Message.Id.Producer == id.Producer);
}
