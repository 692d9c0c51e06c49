using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <content>What a group takes out.</content>
/// <remarks>
/// MariaDB counts the rows itself, so that deletions ride in the group's one text; a miss ends the text with an error, and the group is
/// written again statement by statement. MySQL has no such block outside of a procedure: there each deletion is a round trip.
/// </remarks>
internal sealed partial class GroupWriter
{
    private const int LargestList = 500;

    private void WriteRemovals(DatabaseSession session, DatabaseBatch batch, bool inOneText)
    {
        if (!batch.HasRemovals && batch.Recounts.Count == 0) return;
        if (!inOneText) Flush(session);
        Delete(inOneText ? null : session, batch, batch.Removals);
        Delete(inOneText ? null : session, batch, batch.TransactionRemovals);
        if (batch.Recounts.Count == 0) return;
        Flush(session);
        foreach (var lane in batch.Recounts) Recount(session, batch, lane);
        _text.Clear();
    }

    /// <param name="session">Where each statement is carried out by itself; null gathers them in the text.</param>
    /// <param name="batch">Notes what was not there.</param>
    /// <param name="removals">What goes.</param>
    private void Delete(DatabaseSession? session, DatabaseBatch batch, List<Removal> removals)
    {
        removals.Sort(Removal.Compare);
        for (var rest = CollectionsMarshal.AsSpan(removals); !rest.IsEmpty;)
        {
            var part = rest[..Math.Min(rest.Length, LargestList)];
            rest = rest[part.Length..];
            _text.Add("DELETE FROM broker_message WHERE "u8);
            AddPlaces(part, expiring: false);
            if (session is null) AddCheck(part.Length);
            else if (Execute(session) != part.Length) NoteMismatch(batch, part);
            DeleteExpirations(session, part);
            DeleteBodies(session, part);
        }
    }

    private void AddCheck(int rows) => _text
        .Add(";IF ROW_COUNT()<>"u8).Add(rows).Add(" THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='A message to remove is not there.';END IF;"u8);

    private void DeleteExpirations(DatabaseSession? session, ReadOnlySpan<Removal> removals)
    {
        var any = false;
        foreach (ref readonly var removal in removals) any |= removal.Expires;
        if (!any) return;
        _text.Add("DELETE FROM broker_expiration WHERE "u8);
        AddPlaces(removals, expiring: true);
        EndStatement(session);
    }

    // Ranges of the key: (lane=1 AND sequence IN(2,3))OR(lane=4 AND sequence IN(5))
    private void AddPlaces(ReadOnlySpan<Removal> removals, bool expiring)
    {
        Lane? lane = null;
        foreach (ref readonly var removal in removals)
        {
            if (expiring && !removal.Expires) continue;
            if (removal.Lane == lane)
            {
                _text.Add(","u8).Add(removal.Sequence);
                continue;
            }

            if (lane is not null) _text.Add("))OR"u8);
            lane = removal.Lane;
            _text.Add("(lane="u8).Add(lane.Number).Add(" AND sequence IN("u8).Add(removal.Sequence);
        }

        _text.Add("))"u8);
    }

    // Only messages for several subscriptions of a topic have bodies apart; one goes when nobody refers to it any more.
    private void DeleteBodies(DatabaseSession? session, ReadOnlySpan<Removal> removals)
    {
        for (var i = 0; i < removals.Length;)
        {
            var lane = removals[i].Lane;
            var run = 1;
            while (i + run < removals.Length && removals[i + run].Lane == lane) run++;
            if (lane.Store.Topic is { } topic)
            {
                var sequences = new long[run];
                for (var j = 0; j < run; j++) sequences[j] = removals[i + j].Sequence;
                AddBodyDeletion(_text, sequences, topic.Stores, LaneNumber.PriorityOf(lane.Number), lane.IsTransient);
                EndStatement(session);
            }

            i += run;
        }
    }

    /// <summary>Adds the deletion of the bodies of these sequences to which none of the stores' lanes refers.</summary>
    public static void AddBodyDeletion(
        StatementText text, ReadOnlySpan<long> sequences, IReadOnlyList<DatabaseMessageStore> stores, byte priority, bool transient)
    {
        text.Add("DELETE FROM broker_body WHERE sequence IN("u8);
        for (var i = 0; i < sequences.Length; i++) text.Add(i == 0 ? ""u8 : ","u8).Add(sequences[i]);
        text.Add(")"u8);
        for (var i = 0; i < stores.Count; i++)
        {
            text.Add(i == 0 ? "AND NOT EXISTS(SELECT 1 FROM broker_message m WHERE m.sequence=broker_body.sequence AND m.lane IN("u8 : ","u8)
                .Add(LaneNumber.Of(stores[i].Id, priority, transient));
        }

        if (stores.Count > 0) text.Add("))"u8);
    }

    private void EndStatement(DatabaseSession? session)
    {
        if (session is null) _text.Add(";"u8);
        else Execute(session);
    }

    /// <returns>Rows changed.</returns>
    private int Execute(DatabaseSession session)
    {
        var rows = session.Execute(_text.ToString());
        _text.Clear();
        return rows;
    }

    private static void NoteMismatch(DatabaseBatch batch, ReadOnlySpan<Removal> removals)
    {
        foreach (ref readonly var removal in removals) batch.Recounts.Add(removal.Lane);
    }

    private void Recount(DatabaseSession session, DatabaseBatch batch, Lane lane)
    {
        if (lane.IsGone) return;
        var alive = Math.Max(lane.Next.PurgedThrough, lane.IsTransient ? lane.HiddenThrough : 0);
        _text.Clear().Add("SELECT COUNT(*),COALESCE(SUM(size),0)FROM broker_message WHERE lane="u8)
            .Add(lane.Number).Add(" AND sequence>"u8).Add(alive);
        session.Query(_text.ToString(), row =>
        {
            var difference = ledger.Correct(lane, row.GetInt64(0), (long)row.GetDecimal(1));
            if (difference.Messages != 0 || difference.Bytes != 0) batch.Corrections.Add(new LaneChange(lane, difference));
        });
    }
}
