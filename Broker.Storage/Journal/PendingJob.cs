using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Journal;

/// <summary>A change of a job on its way into the journal: what the index and the producer table will need once it is written.</summary>
/// <param name="Store">The jobs.</param>
/// <param name="Type">JobPut, JobRemove or JobMove.</param>
/// <param name="Place">The job, but for its location.</param>
/// <param name="RecordOffset">Where its own record begins within the operation's record.</param>
/// <param name="Producer">Whose mark to raise; null for none.</param>
/// <param name="ProducerSequence">How far.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PendingJob(
    JournalJobStore Store, JournalRecordType Type, JobPlace Place, int RecordOffset, ProducerId? Producer, long ProducerSequence)
{
    public static PendingJob Put(JournalJobStore store, ScheduledJob job, byte[] id, long version, int offset, int length)
    {
        var message = job.Message;
        return new PendingJob(
            store, JournalRecordType.JobPut, new JobPlace(id, job.Due, version, job.IsPaused, default, length), offset,
            message.Persistent ? message.Id.Producer : null, message.Id.ProducerSequence);
    }

    public static PendingJob Remove(JournalJobStore store, byte[] id, long version, int offset, int length) =>
        new(store, JournalRecordType.JobRemove, new JobPlace(id, 0, version, IsPaused: false, default, length), offset, null, 0);

    public static PendingJob Move(JournalJobStore store, in JobPlace place) => new(store, JournalRecordType.JobMove, place, RecordOffset: 0, null, 0);

    /// <param name="record">Where the operation's record was written.</param>
    /// <param name="producers">Takes the mark.</param>
    public void Apply(JournalLocation record, ProducerTable producers)
    {
        var place = Place with { Location = record.Plus(RecordOffset) };
        if (Type is JournalRecordType.JobRemove) Store.Remove(place.Id.Span, place.Version);
        else if (Type is JournalRecordType.JobMove) Store.Relocate(place);
        else Store.Put(place);
        if (Producer is not null) producers.Note(Producer, ProducerSequence);
    }
}
