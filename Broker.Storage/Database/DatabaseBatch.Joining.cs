using Broker.Core.Messages;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <content>What an operation brings: its part of the group, and what the operation itself has to remember of it.</content>
internal sealed partial class DatabaseBatch
{
    /// <param name="operation">Whose it is.</param>
    /// <param name="encoded">Its message has the sequence already.</param>
    public void Join(DatabaseOperation operation, in EncodedMessage encoded)
    {
        var message = encoded.Message;
        if (encoded.Lane is { } lane)
        {
            Add(lane, message, encoded.Payload, encoded.PayloadBytes);
            operation.Messages.Add(new AppendedMessage(lane, null, message.Sequence, message.SizeBytes, MarkIfDelivering(lane, message)));
        }
        else
        {
            JoinAll(operation, encoded);
        }

        if (message.Id.Producer is { } producer && !(encoded.Lane ?? encoded.Lanes![0]).IsTransient) Producers.Add((producer, message.Id.ProducerSequence));
    }

    public void Join(DatabaseOperation operation, in EncodedJob job)
    {
        operation.JobBytes += job.SizeBytes;
        Add(job);
        if (job.Producer is { } producer) Producers.Add((producer, job.ProducerSequence));
    }

    public void Join(DatabaseOperation operation, IReadOnlyList<Removal> removals)
    {
        operation.Removals.AddRange(removals);
        TransactionRemovals.AddRange(removals);
    }

    public void Join(DatabaseOperation operation, BranchChange branch)
    {
        operation.Branch = branch;
        Branches.Add(branch);
    }

    public void Join(DatabaseOperation operation, DatabaseMessageStore store, long deliveredThrough)
    {
        operation.Mark = (store, deliveredThrough);
        AddMark(store, deliveredThrough);
    }

    private void JoinAll(DatabaseOperation operation, in EncodedMessage encoded)
    {
        var message = encoded.Message;
        var delivering = false;
        foreach (var lane in encoded.Lanes!)
        {
            Add(lane, message, payload: null, 0);
            delivering |= MarkIfDelivering(lane, message);
        }

        Add(new BodyRow(message.Sequence, encoded.Payload, encoded.PayloadBytes));
        operation.Messages.Add(new AppendedMessage(null, encoded.Lanes, message.Sequence, message.SizeBytes, delivering));
    }

    private void Add(Lane lane, Message message, byte[]? payload, int bytes)
    {
        if (!lane.Store.IsClosed) Add(new MessageRow(lane, message.Sequence, message.SizeBytes, message.Expiration, payload, bytes));
    }

    private bool MarkIfDelivering(Lane lane, Message message)
    {
        if (!lane.Store.IsDelivering || lane.IsTransient) return false;
        AddMark(lane.Store, message.Sequence);
        return true;
    }

    private void AddMark(DatabaseMessageStore store, long through) =>
        Marks.Add(new LaneChange(store.LaneOf(0, transient: false), new LaneFigures(0, 0, 0, through)));
}
