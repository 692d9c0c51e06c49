namespace Broker.Storage.Database;

/// <summary>Deletes dead rows in small pieces while nothing else is to be written. The commit thread's alone.</summary>
/// <remarks>
/// Needs no fence: what it deletes is dead by a figure that is durable, and a sequence is never given again. A piece is a
/// transaction of its own.
/// </remarks>
internal sealed class RowPurger(DatabaseCommitter committer, Func<IReadOnlyList<DatabaseMessageStore>> subscriptions)
{
    private const int PieceRows = 2000;
    private const int PauseMilliseconds = 500;

    private readonly Queue<PurgeJob> _jobs = new();
    private readonly List<CatalogueChange> _catalogue = [];
    private readonly HashSet<Lane> _recounts = [];
    private readonly StatementText _text = new();
    private readonly List<long> _bodies = [];
    private long _notBefore;

    /// <summary>Milliseconds until there is something to do; 0 now.</summary>
    public int Delay
    {
        get
        {
            if (_catalogue.Count + _recounts.Count > 0) return 0;
            return _jobs.Count == 0 ? Timeout.Infinite : (int)Math.Max(0, _notBefore - Environment.TickCount64);
        }
    }

    /// <summary>A lane was emptied, or its store forgotten; that is durable.</summary>
    public void Add(Lane lane) => _jobs.Enqueue(new PurgeJob(lane.Number, lane.Next.PurgedThrough, lane, lane.Store.Topic is not null));

    /// <summary>Opening found rows, or may have, that are dead.</summary>
    /// <param name="isForgotten">Of a store that is not known any more.</param>
    public void AddFound(long lane, long through, bool isForgotten) =>
        _jobs.Enqueue(new PurgeJob(lane, through, Lane: null, MayHaveBodies: true) { IsForgotten = isForgotten });

    /// <summary>What purging found out goes with the next group.</summary>
    public void Collect(DatabaseBatch batch)
    {
        batch.Catalogue.AddRange(_catalogue);
        batch.Recounts.UnionWith(_recounts);
        _catalogue.Clear();
        _recounts.Clear();
    }

    /// <summary>Deletes one piece.</summary>
    public void Step()
    {
        if (!_jobs.TryPeek(out var job)) return;
        var finished = false;
        if (!committer.TryRun(session => finished = Delete(session, job)))
        {
            _notBefore = Environment.TickCount64 + PauseMilliseconds;
            return;
        }

        if (!finished) return;
        _jobs.Dequeue();
        Finish(job);
    }

    private void Finish(PurgeJob job)
    {
        if (job.Lane is { Store.IsClosed: false } lane)
        {
            _recounts.Add(lane);
            return;
        }

        if (job.Lane is { } gone) gone.IsGone = true;
        else if (!job.IsForgotten) return;
        var store = LaneNumber.StoreOf(job.LaneNumber);
        if (job.LaneNumber < 0 || _jobs.Any(other => LaneNumber.StoreOf(other.LaneNumber) == store)) return;
        _catalogue.Add(CatalogueStatements.RemoveLanes(store));
    }

    private bool Delete(DatabaseSession session, PurgeJob job)
    {
        session.Execute("START TRANSACTION");
        var last = FindPiece(session, job, out var rows);
        if (rows > 0)
        {
            session.Execute(_text.Clear().Add("DELETE FROM broker_message WHERE lane="u8).Add(job.LaneNumber).Add(" AND sequence<="u8).Add(last).ToString());
            DeleteBodies(session, job);
        }

        var expirations = session.Execute(_text.Clear()
            .Add("DELETE FROM broker_expiration WHERE lane="u8).Add(job.LaneNumber).Add(" AND sequence<="u8).Add(job.Through)
            .Add(" LIMIT "u8).Add(PieceRows).ToString());
        session.Execute("COMMIT");
        return rows < PieceRows && expirations < PieceRows;
    }

    /// <returns>The last sequence of the piece.</returns>
    private long FindPiece(DatabaseSession session, PurgeJob job, out int rows)
    {
        _bodies.Clear();
        var found = 0;
        long last = 0;
        _text.Clear().Add("SELECT sequence"u8).Add(job.MayHaveBodies ? ",payload IS NULL"u8 : ",FALSE"u8)
            .Add(" FROM broker_message WHERE lane="u8).Add(job.LaneNumber).Add(" AND sequence<="u8).Add(job.Through)
            .Add(" ORDER BY sequence LIMIT "u8).Add(PieceRows);
        session.Query(_text.ToString(), row =>
        {
            found++;
            last = row.GetInt64(0);
            if (row.GetInt64(1) != 0) _bodies.Add(last);
        });
        rows = found;
        return last;
    }

    private void DeleteBodies(DatabaseSession session, PurgeJob job)
    {
        if (_bodies.Count == 0) return;
        var stores = job.Lane?.Store.Topic?.Stores ?? subscriptions();
        GroupWriter.AddBodyDeletion(_text.Clear(), [.. _bodies], stores, LaneNumber.PriorityOf(job.LaneNumber), job.LaneNumber < 0);
        session.Execute(_text.ToString());
    }
}
