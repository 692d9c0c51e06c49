using Broker.Core.Messages;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Applies records to the catalogue, the index and the producers. Applying one again changes nothing.</summary>
/// <param name="catalogue">What a checkpoint gave, or empty.</param>
/// <param name="producers">The producers' marks.</param>
/// <param name="branches">The prepared branches.</param>
/// <param name="rebuilds">True without a checkpoint's help: then every message found counts.</param>
/// <param name="damage">Takes a sentence for each thing that is wrong.</param>
internal sealed class JournalReplay(JournalCatalogue catalogue, ProducerTable producers, PreparedBranches branches, bool rebuilds, List<string> damage)
{
    private readonly MessageDecoder _decoder = new();
    private readonly JobReplay _jobs = new(catalogue.Jobs, producers, rebuilds);
    private readonly List<int> _stores = [];
    private readonly HashSet<int> _gone = [];

    // A removal may stand before a move of the same message, which was under way already. Without a checkpoint a move is also all that
    // is left of a message whose first segment is gone, so only these tell the two apart.
    private readonly HashSet<(int Store, long Sequence)> _removed = [];
    private readonly Dictionary<int, long> _emptiedThrough = [];
    private long _lastSequence;

    public long Records { get; private set; }

    public long Sequence => Math.Max(_lastSequence, _jobs.Version);

    public void Apply(ReadOnlySpan<byte> record, JournalLocation location)
    {
        Records++;
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        switch (JournalRecord.TypeOf(record))
        {
            case JournalRecordType.Add or JournalRecordType.Move:
                ApplyMessage(record, location);
                break;
            case JournalRecordType.Remove:
                RemovalRecords.Read(reader.Rest, Remove);
                break;
            case JournalRecordType.RemoveAll:
                RemoveAll(reader.ReadNumber(), (long)reader.ReadUnsigned());
                break;
            case JournalRecordType.DestinationAdd:
                var (number, destination) = CatalogueRecords.ReadDestination(ref reader);
                catalogue.Restore(number, destination);
                break;
            case JournalRecordType.SubscriptionAdd:
                var (own, topic, info) = CatalogueRecords.ReadSubscription(ref reader);
                catalogue.Restore(own, topic, info);
                break;
            case JournalRecordType.DestinationRemove:
                catalogue.Forget(Gone(ref reader));
                break;
            case JournalRecordType.SubscriptionRemove:
                catalogue.ForgetSubscription(Gone(ref reader));
                break;
            case JournalRecordType.DeliveryMark:
                catalogue.FindStore(reader.ReadNumber())?.FindDelivered((long)reader.ReadUnsigned());
                break;
            case JournalRecordType.JobPut or JournalRecordType.JobMove:
                _jobs.Put(record, location);
                break;
            case JournalRecordType.JobRemove:
                _jobs.Remove(ref reader);
                break;
            case JournalRecordType.Prepare:
                Prepare(BranchRecords.Read(ref reader));
                break;
            case JournalRecordType.PreparedEnd:
                branches.Remove(BranchRecords.ReadId(ref reader));
                break;
            case JournalRecordType.Batch:
                ApplyNested(record, location);
                break;
        }
    }

    private int Gone(ref RecordReader reader)
    {
        var number = reader.ReadNumber();
        _gone.Add(number);
        return number;
    }

    private void ApplyNested(ReadOnlySpan<byte> batch, JournalLocation location)
    {
        for (var at = JournalRecord.HeaderBytes; at < batch.Length;)
        {
            var nested = batch.Slice(at, JournalRecord.LengthOf(batch[at..]));
            Apply(nested, location.Plus(at));
            at += nested.Length;
        }
    }

    private void Prepare(KeptBranch branch)
    {
        branches.Put(branch);
        foreach (var send in BranchOperations.Decode(branch.Id, branch.PreparedAt, branch.Operations.Span, catalogue.FindStore).Sends)
        {
            if (send.Message.Id.Producer is { } producer) producers.Note(producer, send.Message.Id.ProducerSequence);
        }
    }

    private void Remove(int store, long sequence)
    {
        catalogue.FindStore(store)?.TryTakeOut(sequence, out _);
        if (rebuilds) _removed.Add((store, sequence));
    }

    private void RemoveAll(int store, long last)
    {
        catalogue.FindStore(store)?.RemoveUpTo(last);
        if (rebuilds) _emptiedThrough[store] = Math.Max(last, _emptiedThrough.GetValueOrDefault(store));
    }

    private bool WasRemoved(int store, long sequence) => sequence <= _emptiedThrough.GetValueOrDefault(store) || _removed.Contains((store, sequence));

    private void ApplyMessage(ReadOnlySpan<byte> record, JournalLocation location)
    {
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        _stores.Clear();
        var facts = MessageRecord.ReadFacts(ref reader, _stores);
        _lastSequence = Math.Max(_lastSequence, facts.Sequence);
        if (JournalRecord.IsTransient(record)) return;
        var moves = JournalRecord.TypeOf(record) == JournalRecordType.Move;
        if (!moves) NoteProducer(reader.Rest);
        var entry = new IndexEntry(facts, location, record.Length, transient: false);
        foreach (var number in _stores)
        {
            if (FindStore(number) is not { } store) continue;
            Put(store, entry, moves);
            if (JournalRecord.IsDeliverable(record)) store.FindDelivered(facts.Sequence);
        }
    }

    private void NoteProducer(ReadOnlySpan<byte> message)
    {
        var (producer, sequence) = _decoder.ReadId(message);
        if (producer is not null) producers.Note(producer, sequence);
    }

    // A message not there although later ones are was removed before the checkpoint saw its store. One that moves and is
    // not there was removed before it was moved.
    private void Put(JournalMessageStore store, in IndexEntry entry, bool moves)
    {
        if (store.Relocate(entry.Sequence, entry.Location, entry.RecordLength)) return;
        if (rebuilds ? !moves || !WasRemoved(store.Number, entry.Sequence) : !moves && entry.Sequence > store.LastSequence) store.Add(entry);
    }

    private JournalMessageStore? FindStore(int number)
    {
        if (catalogue.FindStore(number) is { } known) return known;
        if (number <= 0 || _gone.Contains(number) || (!rebuilds && number <= catalogue.LastNumber)) return null;
        var rescued = Destination.Queue($"Recovered.{number}");
        damage.Add($"The name of destination number {number} is lost; its messages are in {rescued}.");
        catalogue.Restore(number, rescued);
        return catalogue.FindStore(number);
    }
}
