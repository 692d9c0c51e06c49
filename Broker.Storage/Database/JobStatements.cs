using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <summary>The statements about jobs. One writer at a time, behind the fence, so what it finds in its transaction stays so until it commits.</summary>
internal static class JobStatements
{
    private const int LargestList = 500;
    private const int PageJobs = 256;

    // The order is that of the index, so no body ever passes through a sort.
    private const string Columns = "SELECT id,due,sequence,is_paused,payload FROM broker_job ";

    /// <summary>Counts all jobs, in the narrowest index.</summary>
    public static JobFigures Count(DatabaseSession session) =>
        Figures(session, "SELECT COUNT(*),COALESCE(SUM(size),0)FROM broker_job FORCE INDEX(ix_broker_job_waiting)");

    public static long? FindFirstDue(DatabaseSession session)
    {
        long? due = null;
        session.Query("SELECT MIN(due)FROM broker_job WHERE is_paused=0", row => due = row.GetNumber(0));
        return due;
    }

    public static void Read(DatabaseSession session, JobRange range, List<ScheduledJob> found, CancellationToken cancellationToken)
    {
        var page = new List<ScheduledJob>();
        var decoder = new MessageDecoder();
        var text = new StatementText();
        var (due, after) = (range.From, range.After);
        while (found.Count < range.MaxJobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Clear();
            var limit = Math.Min(PageJobs, range.MaxJobs - found.Count);

            // Those of the same time first, and by themselves: two ranges of one index are found at once, their union is not.
            text.Clear().Add("due"u8).Add(after == 0 ? ">="u8 : "="u8).Add(due);
            if (after > 0) text.Add(" AND sequence>"u8).Add(after);
            text.Add(" AND due<="u8).Add(range.Through).Add(" ORDER BY due,sequence LIMIT "u8).Add(limit);
            session.Query($"{Columns}FORCE INDEX(ix_broker_job_order)WHERE {text}", row => page.Add(Decode(row, decoder)));
            found.AddRange(page);
            if (page.Count == limit) (due, after) = (page[^1].Due, page[^1].Sequence);
            else if (after == 0 || due == long.MaxValue) return;
            else (due, after) = (due + 1, 0);
        }
    }

    public static ScheduledJob? Find(DatabaseSession session, string id)
    {
        ScheduledJob? job = null;
        session.Query(
            $"{Columns}WHERE id={new StatementText().AddHex(JobId.ToBytes(id))}",
            row => job = Decode(row, new MessageDecoder()));
        return job;
    }

    /// <summary>Writes changes, each of another job; the end of them is left in the text, which goes out with what follows.</summary>
    /// <remarks>All rows go first: so what was there is known by one statement, and what comes is always new.</remarks>
    /// <param name="session">In the group's transaction.</param>
    /// <param name="text">Empty.</param>
    /// <param name="changes">What to write.</param>
    /// <param name="pieceBytes">The text is sent when it has become so long; one row more goes in.</param>
    /// <returns>What the changes add to the figures; less than 0 when more went than came.</returns>
    public static JobFigures Write(DatabaseSession session, StatementText text, IReadOnlyCollection<EncodedJob> changes, long pieceBytes)
    {
        var figures = default(JobFigures);
        foreach (var part in changes.Chunk(LargestList))
        {
            var before = Figures(session, AddIds(new StatementText().Add("SELECT COUNT(*),COALESCE(SUM(size),0)FROM broker_job WHERE id IN("u8), part).ToString());
            figures = figures.Plus(-before.Jobs, -before.Bytes);
            AddIds(text.Add("DELETE FROM broker_job WHERE id IN("u8), part).Add(";"u8);
            figures = Insert(session, text, part, pieceBytes, figures);
        }

        return figures;
    }

    private static JobFigures Insert(DatabaseSession session, StatementText text, EncodedJob[] part, long pieceBytes, JobFigures figures)
    {
        var isOpen = false;
        foreach (ref readonly var job in part.AsSpan())
        {
            if (job.Payload is null) continue;
            figures = figures.Plus(1, job.SizeBytes);
            var isLarge = 2L * job.PayloadBytes > pieceBytes;
            if (!isLarge) AddRow(text, job, ref isOpen);
            if (!isLarge && text.Length < pieceBytes) continue;
            if (isOpen) text.Add(";"u8);
            isOpen = false;
            if (text.Length > 0) session.ExecuteAll(text.ToString());
            text.Clear();
            if (isLarge) InsertLarge(session, job);
        }

        if (isOpen) text.Add(";"u8);
        return figures;
    }

    private static void AddRow(StatementText text, in EncodedJob job, ref bool isOpen)
    {
        text.Add(isOpen ? ",("u8 : "INSERT INTO broker_job(id,due,sequence,is_paused,size,payload)VALUES("u8)
            .AddHex(job.Key).Add(","u8).Add(job.Due).Add(","u8).Add(job.Sequence).Add(job.IsPaused ? ",1,"u8 : ",0,"u8).Add(job.SizeBytes).Add(","u8)
            .AddHex(job.Payload.AsSpan(0, job.PayloadBytes)).Add(")"u8);
        isOpen = true;
    }

    private static void InsertLarge(DatabaseSession session, in EncodedJob job) => session.ExecutePrepared(new CatalogueChange(
        "INSERT INTO broker_job(id,due,sequence,is_paused,size,payload)VALUES(@i,@d,@n,@p,@s,@b)",
        ("@i", job.Key), ("@d", job.Due), ("@n", job.Sequence), ("@p", job.IsPaused), ("@s", job.SizeBytes), ("@b", job.Payload.AsSpan(0, job.PayloadBytes).ToArray())));

    private static StatementText AddIds(StatementText text, EncodedJob[] jobs)
    {
        for (var i = 0; i < jobs.Length; i++)
        {
            if (i > 0) text.Add(","u8);
            text.AddHex(jobs[i].Key);
        }

        return text.Add(")"u8);
    }

    private static JobFigures Figures(DatabaseSession session, string statement)
    {
        var figures = default(JobFigures);
        session.Query(statement, row => figures = new JobFigures(row.GetInt64(0), (long)row.GetDecimal(1)));
        return figures;
    }

    private static ScheduledJob Decode(MySqlDataReader row, MessageDecoder decoder)
    {
        var id = JobId.ToText((byte[])row.GetValue(0));
        try
        {
            return JobEncoder.Read((byte[])row.GetValue(4), id, row.GetInt64(1), row.GetBoolean(3), decoder) with { Sequence = row.GetInt64(2) };
        }
        catch (FormatException e)
        {
            throw new StoreException($"Job {id} cannot be read: its row in broker_job is damaged.", e);
        }
    }
}
