using System.Runtime.InteropServices;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>Writes one group as one transaction on one session: small groups as one text, large ones by prepared statements.</summary>
/// <remarks>
/// The fence stands last, in one packet with COMMIT, and is a write: a cluster's nodes certify writes alone, and a process that is
/// stopped never holds the row over a round trip. A writer whose epoch is over, or whose group the table has already, breaks
/// the table's CHECK, so the server itself refuses it:
/// <code>
/// UPDATE broker_fence SET writer_epoch = IF(group_number = N - 1, epoch of the tenure, -1), group_number = N, ... WHERE id = 1; COMMIT
/// </code>
/// </remarks>
internal sealed partial class GroupWriter(DatabaseFacts facts, long epoch, GroupLedger ledger)
{
    // Up to here a text costs less than the further round trips of prepared statements.
    private const int SmallRows = 16;
    private const int SmallRest = 8;
    private const int SmallBytes = 32 * 1024;
    private const int LargestStatementBytes = 4 * 1024 * 1024;
    private const int LargestJobBytes = 1024 * 1024;

    private static readonly int[] Shapes = [256, 64, 32, 16, 8, 1];

    private readonly StatementText _text = new();

    /// <summary>The final packet went out: whether the group is committed only the server knows.</summary>
    public bool IsUndecided { get; private set; }

    /// <param name="session">Where.</param>
    /// <param name="batch">What.</param>
    /// <param name="groupNumber">One more than the last one's.</param>
    /// <param name="mayMiss">What it removes may not be there: deletions go one by one, so that the figures of their lanes can be set right.</param>
    /// <exception cref="MySqlException">It failed; the transaction may still be open.</exception>
    public void Write(DatabaseSession session, DatabaseBatch batch, long groupNumber, bool mayMiss)
    {
        IsUndecided = false;
        batch.Corrections.Clear();
        ledger.Begin(batch);
        _text.Clear().Add("START TRANSACTION;"u8);
        if (batch.Catalogue.Count > 0) WriteCatalogue(session, batch);
        WriteRows(session, batch);
        WriteRemovals(session, batch, inOneText: facts.IsMariaDb && !mayMiss);
        if (batch.Jobs.Count > 0)
        {
            Flush(session);
            batch.JobChange = JobStatements.Write(session, _text, batch.Jobs.Values, Math.Min(LargestJobBytes, facts.MaxAllowedPacketBytes / 4));
        }

        if (batch.Branches.Count > 0) WriteBranches(session, batch.Branches);
        ledger.Complete();
        if (ledger.Flushes) WriteFigures();
        WriteFence(batch, groupNumber);
        Finish(session);
    }

    private void WriteCatalogue(DatabaseSession session, DatabaseBatch batch)
    {
        Flush(session);
        foreach (var change in batch.Catalogue) session.Execute(change);
    }

    private void WriteRows(DatabaseSession session, DatabaseBatch batch)
    {
        ReadOnlySpan<MessageRow> rows = CollectionsMarshal.AsSpan(batch.Rows);
        foreach (ref readonly var body in CollectionsMarshal.AsSpan(batch.Bodies)) WriteBody(session, body);
        if (!IsSmall(rows, SmallRows)) rows = WriteLarge(session, rows);
        if (!rows.IsEmpty) AddRows(rows);
        AddExpirations(CollectionsMarshal.AsSpan(batch.Rows));
    }

    private static bool IsSmall(ReadOnlySpan<MessageRow> rows, int most)
    {
        if (rows.Length > most) return false;
        long bytes = 0;
        foreach (ref readonly var row in rows) bytes += row.PayloadBytes;
        return bytes <= SmallBytes;
    }

    private void AddExpirations(ReadOnlySpan<MessageRow> rows)
    {
        var any = false;
        foreach (ref readonly var row in rows)
        {
            if (row.Expiration <= 0) continue;
            _text.Add(any ? ",("u8 : "INSERT INTO broker_expiration(lane,sequence,expires)VALUES("u8)
                .Add(row.Lane.Number).Add(","u8).Add(row.Sequence).Add(","u8).Add(row.Expiration).Add(")"u8);
            any = true;
        }

        if (any) _text.Add(";"u8);
    }

    private void WriteBody(DatabaseSession session, in BodyRow body)
    {
        if (_text.Length > 0 && _text.Length + (2L * body.PayloadBytes) > LargestStatementBytes) Flush(session);
        if (2L * body.PayloadBytes > LargestStatementBytes)
        {
            session.Execute(new CatalogueChange(
                "INSERT INTO broker_body(sequence,payload)VALUES(@s,@p)", ("@s", body.Sequence), ("@p", body.Payload.AsSpan(0, body.PayloadBytes).ToArray())));
            return;
        }

        _text.Add("INSERT INTO broker_body(sequence,payload)VALUES("u8)
            .Add(body.Sequence).Add(","u8).AddHex(body.Payload.AsSpan(0, body.PayloadBytes)).Add(");"u8);
    }

    private void AddRows(ReadOnlySpan<MessageRow> rows)
    {
        _text.Add("INSERT INTO broker_message(lane,sequence,size,payload)VALUES"u8);
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            _text.Add(i == 0 ? "("u8 : ",("u8).Add(row.Lane.Number).Add(","u8).Add(row.Sequence).Add(","u8).Add(row.SizeBytes).Add(","u8);
            if (row.Payload is null) _text.Add("NULL"u8);
            else _text.AddHex(row.Payload.AsSpan(0, row.PayloadBytes));
            _text.Add(")"u8);
        }

        _text.Add(";"u8);
    }

    /// <returns>The rows left, few enough for a text.</returns>
    private ReadOnlySpan<MessageRow> WriteLarge(DatabaseSession session, ReadOnlySpan<MessageRow> rows)
    {
        Flush(session);
        while (!IsSmall(rows, SmallRest))
        {
            var count = ShapeFor(rows);
            var command = session.InsertOf(count);
            for (var i = 0; i < count; i++)
            {
                ref readonly var row = ref rows[i];
                command.Parameters[4 * i].Value = row.Lane.Number;
                command.Parameters[(4 * i) + 1].Value = row.Sequence;
                command.Parameters[(4 * i) + 2].Value = row.SizeBytes;
                var payload = command.Parameters[(4 * i) + 3];
                payload.Value = row.Payload ?? (object)DBNull.Value;
                payload.Size = row.PayloadBytes;
            }

            command.ExecuteNonQuery();
            rows = rows[count..];
        }

        return rows;
    }

    private int ShapeFor(ReadOnlySpan<MessageRow> rows)
    {
        var most = Math.Min(LargestStatementBytes, facts.MaxAllowedPacketBytes / 2);
        foreach (var shape in Shapes)
        {
            if (shape > rows.Length) continue;
            long bytes = 0;
            for (var i = 0; i < shape; i++) bytes += rows[i].PayloadBytes;
            if (bytes <= most) return shape;
        }

        return 1;
    }

    // A branch that ends was prepared by an earlier group, since its prepare was awaited: their order does not matter.
    private void WriteBranches(DatabaseSession session, List<BranchChange> branches)
    {
        foreach (var branch in branches)
        {
            if (branch.Kept is not { } kept) continue;
            Flush(session);
            session.Execute(PreparedTransactionStatements.Put(kept));
        }

        var any = false;
        foreach (var branch in branches)
        {
            if (branch.Kept is not null) continue;
            _text.Add(any ? ","u8 : "DELETE FROM broker_prepared_transaction WHERE xid IN("u8).AddHex(PreparedTransactionStatements.Key(branch.Id));
            any = true;
        }

        if (any) _text.Add(");"u8);
    }

    private void WriteFigures()
    {
        for (var i = 0; i < ledger.Lanes.Count; i++)
        {
            var lane = ledger.Lanes[i];
            var next = lane.Next;
            _text.Add(i == 0 ? "REPLACE INTO broker_lane(lane,messages,bytes,purged_through,delivered_through)VALUES("u8 : ",("u8)
                .Add(lane.Number).Add(","u8).Add(next.Messages).Add(","u8).Add(next.Bytes).Add(","u8).Add(next.PurgedThrough).Add(","u8).Add(next.DeliveredThrough).Add(")"u8);
        }

        if (ledger.Lanes.Count > 0) _text.Add(";"u8);
        Span<byte> key = stackalloc byte[ProducerKey.Bytes];
        for (var i = 0; i < ledger.Producers.Count; i++)
        {
            var mark = ledger.Producers[i];
            mark.Key.Write(key);
            var name = System.Text.Encoding.UTF8.GetBytes(mark.Name.Length <= MostNameLetters ? mark.Name : mark.Name[..MostNameLetters]);
            _text.Add(i == 0 ? "REPLACE INTO broker_producer(producer_hash,producer,value,touched)VALUES("u8 : ",("u8)
                .AddHex(key).Add(","u8).Add("CONVERT("u8).AddHex(name).Add(" USING utf8mb4),"u8).Add(mark.Next).Add(","u8).Add(mark.Touched).Add(")"u8);
        }

        if (ledger.Producers.Count > 0) _text.Add(";"u8);
    }

    private const int MostNameLetters = 500;

    private void WriteFence(DatabaseBatch batch, long groupNumber) => _text
        .Add("UPDATE broker_fence SET writer_epoch=IF(group_number="u8).Add(groupNumber - 1).Add(","u8).Add(epoch)
        .Add(",-1),group_number="u8).Add(groupNumber)
        .Add(",last_sequence="u8).Add(batch.LastSequence)
        .Add(",tail="u8).AddHex(ledger.Tail)
        .Add(" WHERE id=1;COMMIT"u8);

    // MariaDB takes a text in one block and gives one answer instead of one for each statement, which spares most of the driver's work.
    private void Finish(DatabaseSession session)
    {
        IsUndecided = true;
        if (facts.IsMariaDb) session.Execute($"BEGIN NOT ATOMIC {_text};END");
        else session.ExecuteAll(_text.ToString());
    }

    private void Flush(DatabaseSession session)
    {
        if (_text.Length > 0) session.ExecuteAll(_text.ToString());
        _text.Clear();
    }
}
