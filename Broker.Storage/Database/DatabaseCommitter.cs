using System.Globalization;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Database;

/// <summary>Brings one group after another into the database, over lost connections and lost answers, until it is in, definitely refused, or the tenure is over.</summary>
/// <remarks>The commit thread's; <see cref="Abandon"/> and <see cref="Trouble"/> are for any thread.</remarks>
internal sealed class DatabaseCommitter(DatabaseConnections connections, TenureWatch watch, GroupLedger ledger, ILogger logger) : IDisposable
{
    private const int PacketMarginBytes = 64 * 1024;

    private DatabaseFacts _facts = new("", IsMariaDb: false, IsGalera: false, long.MaxValue);
    private GroupWriter? _writer;
    private DatabaseSession? _session;
    private long _groupNumber;
    private int _attempts;
    private bool _mayMiss;
    private string? _trouble;

    /// <summary>Why nothing can be written at present, one sentence; null while it can.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <param name="facts">What the server is.</param>
    /// <param name="session">Stands outside a transaction.</param>
    /// <param name="groupNumber">Of the last group that is in the tables.</param>
    public void Start(DatabaseFacts facts, DatabaseSession session, long groupNumber)
    {
        _facts = facts;
        _session = session;
        _groupNumber = groupNumber;
        _writer = new GroupWriter(facts, watch.Tenure.Fence.Epoch, ledger);
    }

    /// <summary>A message or job that no statement can hold.</summary>
    public StoreException? Refusal(int payloadBytes)
    {
        if (payloadBytes <= _facts.MaxAllowedPacketBytes - PacketMarginBytes) return null;
        var wanted = ((long)payloadBytes + PacketMarginBytes + 1023) / 1024 * 1024;
        return new StoreException(string.Create(CultureInfo.InvariantCulture, $"A message of {payloadBytes} bytes does not fit the database server's max_allowed_packet={_facts.MaxAllowedPacketBytes}: set max_allowed_packet={wanted} or more there."));
    }

    /// <summary>A branch that no statement can hold: in a text its bytes may take twice their room.</summary>
    public StoreException? Refusal(KeptBranch branch)
    {
        var bytes = 2L * branch.Operations.Length;
        if (bytes <= _facts.MaxAllowedPacketBytes - PacketMarginBytes) return null;
        var wanted = (bytes + PacketMarginBytes + 1023) / 1024 * 1024;
        return new StoreException(string.Create(CultureInfo.InvariantCulture, $"A transaction of {branch.Operations.Length} bytes cannot be prepared with the database server's max_allowed_packet={_facts.MaxAllowedPacketBytes}: set max_allowed_packet={wanted} or more there."));
    }

    /// <returns>Null when the group is in the tables; else why it is not, and never will be.</returns>
    public StoreException? Commit(DatabaseBatch batch)
    {
        var number = _groupNumber + 1;
        _mayMiss = false;
        for (_attempts = 0; !watch.HasEnded; _attempts++)
        {
            try
            {
                if (_attempts > 0 && IsCommitted(number)) return Succeed(number);
                _writer!.Write(Session, batch, number, _mayMiss);
                return Succeed(number);
            }
            catch (FencedException e)
            {
                return Fail(e);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (watch.HasEnded) break;
                if (Judge(e, number) is { } definite) return Fail(definite);
                if (_attempts > 2) watch.Pause(Math.Min(_attempts - 2, 3));
            }
        }

        return Fail(watch.Reason());
    }

    /// <summary>Runs what changes nothing that anybody sees, and needs no fence.</summary>
    /// <returns>False: not now.</returns>
    public bool TryRun(Action<DatabaseSession> work)
    {
        try
        {
            work(Session);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            RollBack();
            return false;
        }
    }

    /// <summary>Gives up the connection under a thread that may be waiting for it.</summary>
    public void Abandon()
    {
        // A thread in the driver returns with an error then, or when its time is out; nothing waits for it.
        var session = Interlocked.Exchange(ref _session, null);
        if (session is not null) ThreadPool.UnsafeQueueUserWorkItem(static one => one.Dispose(), session, preferLocal: false);
    }

    public void Dispose() => Interlocked.Exchange(ref _session, null)?.Dispose();

    private DatabaseSession Session
    {
        get
        {
            if (_session is { } session) return session;
            _session = session = DatabaseSession.Open(connections, _facts);
            if (watch.HasEnded) throw watch.Reason();
            ReadFence(session, forUpdate: false);
            session.ClaimWriting();
            return session;
        }
    }

    /// <summary>Asks the table, behind whatever is still under way there.</summary>
    /// <exception cref="FencedException">Another epoch has begun, or the tables are not what this tenure wrote.</exception>
    private bool IsCommitted(long number)
    {
        var session = Session;
        session.Execute("START TRANSACTION");
        var found = ReadFence(session, forUpdate: true);
        session.Execute("ROLLBACK");
        if (found == number) return true;
        if (found == number - 1) return false;
        throw new FencedException(string.Create(CultureInfo.InvariantCulture, $"The database is at group {found} and this node at {number}: the server has lost or gained what was answered, as after a restored backup."));
    }

    /// <returns>The number of the last group in the tables.</returns>
    private long ReadFence(DatabaseSession session, bool forUpdate)
    {
        long epoch = 0;
        long group = 0;
        session.Query($"SELECT epoch,group_number FROM broker_fence WHERE id=1{(forUpdate ? " FOR UPDATE" : "")}", row =>
        {
            epoch = row.GetInt64(0);
            group = row.GetInt64(1);
        });
        if (epoch == watch.Tenure.Fence.Epoch) return group;
        throw new FencedException(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch} has begun in the database; this node's was {watch.Tenure.Fence.Epoch}."));
    }

    /// <returns>Null: try again.</returns>
    private StoreException? Judge(Exception error, long number)
    {
        var failure = error is MySqlException ? DatabaseErrors.Classify(error) : DatabaseFailure.ConnectionLost;
        var alive = DatabaseProblem.IsOutsideQuorum(error) ? LeaveServer() : RollBack();
        switch (failure)
        {
            case DatabaseFailure.FenceRefused: // A newer epoch, or this very group, written when its answer was lost: the next attempt asks first.
            case DatabaseFailure.RetryTransaction:
                return null;
            case DatabaseFailure.RemovalMissed:
                _mayMiss = true;
                return null;
            case DatabaseFailure.Full:
                return new StoreFullException($"The database's disk is full: {Describe(error)}", error);
            case DatabaseFailure.Other or DatabaseFailure.ReadOnly or DatabaseFailure.Duplicate when alive:
                return _writer!.IsUndecided && IsIn(number) ? null : new StoreException($"The database refused a write: {Describe(error)}", error);
            default:
                NoteTrouble(error);
                watch.Pause(_attempts);
                return null;
        }
    }

    // The error came on this very connection, so nothing of the group is under way: no lock is needed, which a read-only server refuses.
    private bool IsIn(long number)
    {
        try
        {
            return ReadFence(Session, forUpdate: false) >= number;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return true; // Not known, or fenced: the next attempt asks again.
        }
    }

    private StoreException? Succeed(long number)
    {
        _groupNumber = number;
        ledger.Commit();
        if (Trouble is null) return null;
        DatabaseLog.Back(logger, _attempts);
        Volatile.Write(ref _trouble, null);
        return null;
    }

    private StoreException Fail(StoreException error)
    {
        ledger.Forget();
        if (error is not FencedException) return error;
        if (watch.Tenure.IsOver) return error;
        DatabaseLog.Fenced(logger, error.Message);
        watch.Tenure.End(error.Message);
        return error;
    }

    /// <returns>True when the connection is good, and outside a transaction.</returns>
    private bool RollBack()
    {
        if (_session is not { } session) return false;
        try
        {
            if (session.IsOpen)
            {
                session.Execute("ROLLBACK");
                return true;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Then it is given up.
        }

        Interlocked.CompareExchange(ref _session, null, session);
        session.Dispose();
        return false;
    }

    // Its cluster goes on without it.
    private bool LeaveServer()
    {
        connections.TryNextServer();
        Interlocked.Exchange(ref _session, null)?.Dispose();
        return false;
    }

    private void NoteTrouble(Exception error)
    {
        var sentence = Describe(error);
        if (Trouble is null) DatabaseLog.Waiting(logger, sentence);
        Volatile.Write(ref _trouble, sentence);
    }

    private string Describe(Exception error) => connections.Problem(error).Message;
}
