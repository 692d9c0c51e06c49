using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>Reads what earlier tenures left: fence, figures, catalogue, producers. Never a message but those of branches in doubt: opening takes no longer when many wait.</summary>
internal sealed class StoreLoader(DatabaseSession session, DatabaseCatalogue catalogue, ProducerMarks producers, PreparedBranches branches, GroupLedger ledger, RowPurger purger)
{
    /// <summary>Numbers that an earlier master may have given out and not written.</summary>
    private const long SequenceGap = 1 << 20;

    private readonly Dictionary<long, LaneFigures> _figures = [];
    private readonly HashSet<long> _inTail = [];
    private byte[] _tail = [];

    public long GroupNumber { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>Epoch in the table: this tenure's, or a later one.</summary>
    public long Epoch { get; private set; }

    public long Messages { get; private set; }

    public long SizeBytes { get; private set; }

    public void ReadFence()
    {
        session.Query("SELECT epoch,group_number,last_sequence,tail FROM broker_fence WHERE id=1", row =>
        {
            Epoch = row.GetInt64(0);
            GroupNumber = row.GetInt64(1);
            Sequence = row.GetInt64(2) + SequenceGap;
            _tail = (byte[])row.GetValue(3);
        });
    }

    /// <summary>Reads the rest; the stores are ready then.</summary>
    public void ReadAll()
    {
        session.Query(
            "SELECT lane,messages,bytes,purged_through,delivered_through FROM broker_lane",
            row => _figures[row.GetInt64(0)] = new LaneFigures(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        session.Query(
            $"SELECT producer_hash,value,touched FROM broker_producer ORDER BY touched DESC LIMIT {ProducerTable.Kept}",
            row => producers.Restore(ProducerKey.Read((byte[])row.GetValue(0)), row.GetInt64(1), row.GetInt64(2), dirty: false));
        FenceTail.Read(_tail, RestoreFromTail, (key, value, touched) => producers.Restore(key, value, touched, dirty: true));
        foreach (var lane in _figures.Keys) catalogue.ReserveIdsTo(LaneNumber.StoreOf(lane));
        ReadCatalogue();
        ReadBranches();
        FindForgotten();
        FindTransient();
    }

    private void RestoreFromTail(long lane, LaneFigures figures)
    {
        _figures[lane] = figures;
        _inTail.Add(lane);
    }

    private void ReadCatalogue()
    {
        var topics = new Dictionary<int, DatabaseTopicStore>();
        session.Query("SELECT id,kind,name FROM broker_destination ORDER BY id", row =>
        {
            var id = row.GetInt32(0);
            var destination = new Destination((DestinationKind)row.GetByte(1), row.GetString(2));
            if (destination.IsTopic) topics[id] = catalogue.RestoreTopic(id, destination);
            else Restore(catalogue.RestoreQueue(id, destination));
        });
        session.Query("SELECT id,destination_id,client_id,name,selector,no_local,topic FROM broker_subscription ORDER BY id", row =>
        {
            if (!topics.TryGetValue(row.GetInt32(1), out var topic)) return;
            var info = new DurableSubscriptionInfo(
                row.GetString(2),
                row.GetString(3),
                CatalogueStatements.ReadDestination(row.GetString(6)),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetBoolean(5));
            Restore(catalogue.Restore(row.GetInt32(0), topic, info));
        });
    }

    private void ReadBranches() => session.Query("SELECT xid,prepared_at,content FROM broker_prepared_transaction", row => branches.Put(new KeptBranch(
        PreparedTransactionStatements.ReadKey((byte[])row.GetValue(0)),
        new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(1), DateTimeKind.Utc)),
        (byte[])row.GetValue(2))));

    private void Restore(DatabaseMessageStore store)
    {
        store.Start(Sequence);
        for (byte priority = 0; priority < LaneNumber.Priorities; priority++)
        {
            var number = LaneNumber.Of(store.Id, priority, transient: false);
            if (!_figures.Remove(number, out var figures)) continue;
            var lane = store.Restore(number, figures);
            Messages += figures.Messages;
            SizeBytes += figures.Bytes;
            if (_inTail.Contains(number)) ledger.Restore(lane);
            if (figures.PurgedThrough > 0) purger.AddFound(number, figures.PurgedThrough, isForgotten: false);
        }
    }

    // Figures without a store: it was forgotten, and its rows were not yet deleted.
    private void FindForgotten()
    {
        foreach (var lane in _figures.Keys) purger.AddFound(lane, Sequence, isForgotten: true);
    }

    // The index is asked for one lane after the other, so this does not grow with what lies in them.
    private void FindTransient()
    {
        for (long? before = 0; before is { } bound;)
        {
            before = null;
            session.Query($"SELECT lane FROM broker_message WHERE lane<{bound} ORDER BY lane DESC LIMIT 1", row => before = row.GetInt64(0));
            if (before is { } found) purger.AddFound(found, Sequence, isForgotten: false);
        }
    }
}
