using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Scheduling;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Messages that are to be delivered later. Source: behaviours C.</content>
public sealed partial class Router
{
    /// <summary>Keeps and delivers them; started and stopped by whoever opens and closes the store.</summary>
    public JobScheduler Scheduler { get; }

    // Null: it is to be delivered at once.
    private Schedule? FindSchedule(Message message)
    {
        try
        {
            return Scheduler.Read(message);
        }
        catch (FormatException e)
        {
            throw new MessageFormatException(e.Message, e);
        }
    }

    // A composite stays whole until its time has come.
    private ValueTask Schedule(ConnectionState connection, Message message, Schedule schedule)
    {
        foreach (var member in message.Destination.Members())
        {
            if (member.IsPattern) throw new InvalidDestinationException($"{member} names no single destination; wildcards are for consumers.");
            FindOrAdd(member, temporaryToo: false, connection);
        }

        RequireTimeToCome(schedule, message);
        if (message.Transaction is not null)
        {
            Put(FindOpen(connection, message.Transaction));
            return ValueTask.CompletedTask;
        }

        var alone = new LocalTransaction(new LocalTransactionId(connection.Client.ConnectionId, 0), _persistence);
        Put(alone);
        return alone.CommitAsync();

        void Put(ITransaction transaction) => transaction.PutJob(() => Scheduler.Create(schedule, message), Scheduler.Added);
    }

    // Its sender is told now, and not the one who commits.
    private void RequireTimeToCome(Schedule schedule, Message message)
    {
        if (schedule.Cron is null) return;
        try
        {
            Scheduler.Create(schedule, message);
        }
        catch (FormatException e)
        {
            throw new MessageFormatException(e.Message, e);
        }
    }

    // The messages of all turns, what becomes of their jobs, and the copies for durable subscriptions are one operation of the store. Nobody's
    // rights are asked: they were when the message was scheduled.
    private async ValueTask<IReadOnlyList<UndeliveredJob>> DeliverDueAsync(IReadOnlyList<JobTurn> turns)
    {
        var left = new List<UndeliveredJob>();
        var together = new LocalTransaction(new LocalTransactionId(_options.BrokerId, 0), _persistence) { StoresAll = true };
        foreach (var turn in turns)
        {
            try
            {
                if (turn.Message is not null) SendDue(together, turn, turn.Message);
            }
            catch (InvalidDestinationException e)
            {
                left.Add(new(turn, e.Message));
                continue;
            }

            Settle(together, turn);
        }

        if (left.Count < turns.Count) await together.CommitAsync().ConfigureAwait(false);
        return left;
    }

    private static void Settle(LocalTransaction together, JobTurn turn)
    {
        if (turn.Next is { } next) together.PutJob(() => next);
        else together.RemoveJob(turn.Job.Id);
        if (turn.Started is { } started) together.PutJob(() => started);
    }

    private void SendDue(LocalTransaction together, JobTurn turn, Message message)
    {
        message.BrokerInTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (turn.Cause is { } cause)
        {
            var grave = AddQueue(Destination.Queue(DestinationPolicy.Default.DeadLetterStrategy.Queue), connection: null);
            together.Send(grave, DeadLetters.Describe(message, grave.Destination, cause));
            return;
        }

        // What comes back to a queue was sent on from there when it first came.
        if (turn.Job.IsRedelivery || _routing.IsPlain(message.Destination))
        {
            SendDueToOne(together, message);
            return;
        }

        // All destinations are there before anything is in the transaction: one that is gone leaves the others without.
        foreach (var copy in FanOut(message, connection: null)) SendDueToOne(together, copy);
    }

    private void SendDueToOne(LocalTransaction together, Message message)
    {
        var destination = message.Destination;
        if (destination.IsQueue) together.Send(_directory.FindQueue(destination) ?? AddQueue(destination, connection: null), message);
        else together.Send(_directory.FindTopic(destination) ?? AddTopic(destination, connection: null), message, senderClientId: null);
    }
}
