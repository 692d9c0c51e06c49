using Broker.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Storage.Database;

/// <summary>The lease as a row of the database: holder, epoch, expiry, by the database's clock.</summary>
/// <remarks>
/// <para>
/// A claim raises the epoch of lease and fence in one statement, if the row is still what was read; the fence's CHECK then refuses
/// every writer of an older epoch. Nothing rests on row locks or session locks, so it holds on a cluster of servers too.
/// </para>
/// <para>
/// Besides, the master holds a lock of its server through a connection of its own. Who waits on the same server waits for that
/// lock, and so notices the death of the master's process at once; the lock alone proves nothing, so the row must then stand still.
/// </para>
/// </remarks>
public sealed class DatabaseLeaseLock : IMasterLock
{
    /// <summary>How long a row must stand still once the holder's connection is gone. A holder that lives has renewed by then.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    private const int Attempts = 4;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly DatabaseLockOptions _me;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DatabaseConnections _connections;
    private readonly DatabaseChannel _channel;
    private readonly SessionLock _session;
    private readonly LeaseObservation _observation;
    private LeaseRow? _deserted;
    private volatile string? _problem;

    /// <param name="options">Who asks, and where.</param>
    /// <param name="timeProvider">Measures waiting and what was seen of the holder, never the lease itself.</param>
    /// <param name="logger">Null logs nothing.</param>
    /// <param name="connections">Shared with the store, so that its connections are known as this node's; null makes its own.</param>
    /// <exception cref="StoreException">The connection string cannot be read.</exception>
    public DatabaseLeaseLock(DatabaseLockOptions options, TimeProvider? timeProvider = null, ILogger<DatabaseLeaseLock>? logger = null, DatabaseConnections? connections = null)
    {
        _me = options;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _connections = connections ?? new DatabaseConnections(options.ConnectionString);
        _channel = new DatabaseChannel(_connections, _time);
        _session = new SessionLock(_connections);
        _observation = new LeaseObservation(options.LeaseDuration, _time);
    }

    public TimeSpan LeaseDuration => _me.LeaseDuration;

    /// <summary>What is wrong with the database now, in one sentence; null when the last question was answered.</summary>
    public string? Problem => _problem;

    public async ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var claim = await AcquireAsync(afterFailure, patience, cancellationToken).ConfigureAwait(false);
            _problem = null;
            return claim;
        }
        catch (StoreException e)
        {
            _problem = e.Message;
            throw;
        }
    }

    public async ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            var held = await _channel.RunAsync(connection => Renew(connection, fence.Epoch), LeaseDuration / 3, cancellationToken).ConfigureAwait(false);
            _problem = null;
            if (held) return LeaseAnswer.Held;
            LeaseLog.Lost(_logger, fence.Epoch);
            return LeaseAnswer.Lost;
        }
        catch (StoreException e)
        {
            _problem = e.Message;
            LeaseLog.Unknown(_logger, fence.Epoch, e.Message);
            return LeaseAnswer.Unknown;
        }
    }

    public Task WatchAsync(Fence fence, CancellationToken cancellationToken) =>
        Blocking.Run(() => _session.Watch(cancellationToken)).WaitAsync(cancellationToken);

    public async ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken)
    {
        try
        {
            // The session goes after the row: who waits for its lock then finds the lease free.
            await _channel.RunAsync(connection => Release(connection, fence.Epoch, successor), ReleaseLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            LeaseLog.NotReleased(_logger, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var done = Blocking.Run(() =>
        {
            _session.Dispose();
            _channel.Dispose();
            return true;
        });
        await Task.WhenAny(done, Task.Delay(2 * SessionLock.LongestWait, _time)).ConfigureAwait(false);
    }

    private async ValueTask<LeaseClaim> AcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var asked = _time.GetTimestamp();
            var row = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var hasRunOut = _observation.HasRunOut(row, asked, _time.GetTimestamp());
            var obstacle = Obstacle(row, hasRunOut, afterFailure);
            if (obstacle is null)
            {
                if (await ClaimAsync(row).ConfigureAwait(false) is { } fence) return new LeaseClaim(fence, null, row.Holder);
                obstacle = "Another node was quicker.";
            }

            await _session.UnlockAsync().ConfigureAwait(false);
            var left = patience - _time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return new LeaseClaim(null, obstacle, row.Holder, row.IsFree ? TimeSpan.Zero : _observation.Silence);
            await WaitAsync(row, afterFailure, left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Why the lease cannot be taken; null when it can.</summary>
    private string? Obstacle(LeaseRow row, bool hasRunOut, bool afterFailure)
    {
        _connections.RefuseOther(row, _me.BrokerName);
        if (row.IsFree)
        {
            var isForOther = row.IsReserved && !string.Equals(row.Successor, _me.NodeName, StringComparison.Ordinal);
            return isForOther ? $"The store was given back for node '{row.Successor}'." : null;
        }

        // Our own, although we are asking: the answer to a claim was lost, or a tenure ended in doubt.
        if (row.Incarnation == _me.Incarnation) return null;
        var isLeft = hasRunOut || (_deserted is not null && row.IsUnchangedSince(_deserted));
        return isLeft && afterFailure ? null : $"Node '{row.Holder}' holds the store.";
    }

    private Task<LeaseRow> ReadAsync(CancellationToken cancellationToken) => _channel.RunAsync(LeaseStatements.Read, Limit, cancellationToken);

    private async ValueTask<Fence?> ClaimAsync(LeaseRow row)
    {
        var epoch = Math.Max(row.Epoch, row.FencedEpoch) + 1;
        // Not to be cancelled: a claim that nobody waits for would keep the others out for a lease.
        if (!await _channel.RunAsync(connection => Claim(connection, row, epoch), Limit, CancellationToken.None).ConfigureAwait(false)) return null;
        _deserted = null;
        LeaseLog.Began(_logger, epoch, _connections.Database, row.Holder);
        return new Fence(epoch);
    }

    private bool Claim(MySqlConnection connection, LeaseRow row, long epoch)
    {
        _session.Restore();
        // A holder that was stopped in the middle of a transaction must not keep locked what the claim and the new master write.
        if (!row.IsFree) EndStale(connection, row);
        return Retry(
            () => LeaseStatements.Claim(connection, _me, row, epoch, _session.Mark),
            onLockWait: () => EndStale(connection, row));
    }

    private bool Renew(MySqlConnection connection, long epoch)
    {
        if (!RenewRow(connection, epoch)) return false;
        // Known to be held; now others may see again where the session is.
        if (_session.Restore()) RenewRow(connection, epoch);
        return true;
    }

    private bool RenewRow(MySqlConnection connection, long epoch) =>
        Retry(() => LeaseStatements.Renew(connection, _me, epoch, _session.Mark), onLockWait: static () => { });

    private bool Release(MySqlConnection connection, long epoch, string? successor)
    {
        var isReleased = Retry(() => LeaseStatements.Release(connection, _me, epoch, successor), onLockWait: static () => { });
        _session.Dispose();
        return isReleased;
    }

    private void EndStale(MySqlConnection connection, LeaseRow row)
    {
        try
        {
            var session = _session.FindHere(row.Session);
            StaleConnections.End(connection, session, LeaseDuration / 2, _connections.Ids);
        }
        catch (Exception e) when (DatabaseProblem.IsOfMedium(e))
        {
            // Only a help: the next statement on this connection meets the error, if there still is one.
        }
    }

    /// <summary>Repeats a statement that the server rolled back in favour of another; what it asks is decided anew each time.</summary>
    private static bool Retry(Func<bool> statement, Action onLockWait)
    {
        const int LockWait = 1205;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return statement();
            }
            catch (MySqlException e) when (attempt < Attempts && DatabaseErrors.Classify(e) is DatabaseFailure.RetryTransaction && !DatabaseProblem.IsOutsideQuorum(e))
            {
                if (DatabaseErrors.NumberOf(e) is LockWait) onLockWait();
            }
        }
    }

    /// <summary>Waits for a sign that the row has changed or the holder is gone, or a moment.</summary>
    private async ValueTask WaitAsync(LeaseRow row, bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var pause = patience < Poll ? patience : Poll;
        if (afterFailure && row.Session is not null && await _session.WaitAsync(row.Session, patience, cancellationToken).ConfigureAwait(false))
        {
            await ExamineAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var rest = pause - _time.GetElapsedTime(began);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The holder's connection is gone; whether the holder is, the row tells: one that lives renews at once.</summary>
    private async ValueTask ExamineAsync(CancellationToken cancellationToken)
    {
        var before = await ReadAsync(cancellationToken).ConfigureAwait(false);
        // On another server, or on none, a lock that is free here says nothing.
        if (before.IsFree || _session.FindHere(before.Session) is null) return;
        await Task.Delay(Grace, _time, cancellationToken).ConfigureAwait(false);
        var after = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!after.IsUnchangedSince(before)) return;
        LeaseLog.Deserted(_logger, after.Holder);
        _deserted = after;
    }
}
