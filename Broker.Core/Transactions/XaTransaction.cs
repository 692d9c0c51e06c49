using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Transactions;

/// <summary>
/// A branch of a distributed transaction: what a local one is, but that it can be prepared before it is decided, and that whoever knows
/// its id may work in it and decide it.
/// </summary>
/// <remarks>
/// <code>
///   active ──► preparing ──► prepared ──► deciding ──► ended
///      │           ├──► refused ──────────────┤
///      └───────────┴──── deciding ────────────┘
/// </code>
/// Any thread may call any member; of two that decide at the same time, one is told so. Source of states and codes: ActiveMQ's XATransaction.
/// </remarks>
public sealed class XaTransaction : ITransaction
{
    private readonly Lock _lock = new();
    private readonly LocalTransaction _work;
    private readonly IPersistenceAdapter _persistence;
    private State _state;
    private bool _wasPrepared;
    private bool _isRepetition;

    /// <param name="id">As the transaction manager names it.</param>
    /// <param name="persistence">Where it goes.</param>
    public XaTransaction(XaTransactionId id, IPersistenceAdapter persistence)
    {
        Id = id;
        _persistence = persistence;
        _work = new(id, persistence);
    }

    private XaTransaction(PreparedBranch branch, IPersistenceAdapter persistence, DestinationDirectory directory, Action<ScheduledJob> jobStored)
        : this(branch.Id, persistence)
    {
        SetPrepared(branch.PreparedAt);
        foreach (var (home, message, sender) in branch.Sends)
        {
            if (home.IsQueue) _work.Send(directory.GetOrAddQueue(home, out _), message);
            else _work.Send(directory.GetOrAddTopic(home, out _), message, sender);
        }

        foreach (var job in branch.Jobs) _work.PutJob(() => job, jobStored);
    }

    public XaTransactionId Id { get; }

    /// <summary>When it was prepared; meaningless before.</summary>
    public DateTimeOffset PreparedAt { get; private set; }

    /// <summary>Only a decision can end it now, and not the end of a connection.</summary>
    public bool IsPrepared
    {
        get
        {
            lock (_lock) return _state == State.Prepared || (_state == State.Deciding && _wasPrepared);
        }
    }

    /// <summary>It is decided, and nobody needs to know of it any more.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock) return _state == State.Ended;
        }
    }

    /// <summary>Takes up a branch that an earlier tenure prepared: what it acknowledged is held back from all consumers.</summary>
    /// <param name="branch">As the store kept it.</param>
    /// <param name="persistence">Where it goes.</param>
    /// <param name="directory">Where its destinations are.</param>
    /// <param name="jobStored">Told of each job that its commit has added.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">Its messages cannot be read.</exception>
    public static async ValueTask<XaTransaction> RecoverAsync(
        PreparedBranch branch,
        IPersistenceAdapter persistence,
        DestinationDirectory directory,
        Action<ScheduledJob> jobStored,
        CancellationToken cancellationToken)
    {
        var transaction = new XaTransaction(branch, persistence, directory, jobStored);
        await transaction._work.HoldAsync(branch.Removals, directory, cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    /// <exception cref="XaException">It is not active any more.</exception>
    public void Send(Queue queue, Message message)
    {
        lock (_lock)
        {
            RequireActive("take a message");
            _work.Send(queue, message);
        }
    }

    /// <inheritdoc cref="ITransaction.Send(Topic, Message, string)"/>
    /// <exception cref="XaException">It is not active any more.</exception>
    public void Send(Topic topic, Message message, string? senderClientId)
    {
        lock (_lock)
        {
            RequireActive("take a message");
            _work.Send(topic, message, senderClientId);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="XaException">It is not active any more.</exception>
    public void PutJob(Func<ScheduledJob> create, Action<ScheduledJob>? stored = null)
    {
        lock (_lock)
        {
            RequireActive("take a message");
            _work.PutJob(create, stored);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="XaException">It is not active any more.</exception>
    public ValueTask AcknowledgeAsync(Subscription? subscription, Acknowledgement acknowledgement)
    {
        lock (_lock)
        {
            RequireActive("take an acknowledgement");
            return _work.AcknowledgeAsync(subscription, acknowledgement);
        }
    }

    /// <summary>A client that reconnected sent again what is stored already. Then the branch was prepared before, and has been decided.</summary>
    public void NoteRepetition()
    {
        lock (_lock) _isRepetition = true;
    }

    /// <summary>Makes it durable without letting it take effect.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isReconnected">
    /// Asked by a client that reconnected, and repeats what it asked before: a branch already prepared says yes again, and one that is
    /// refused waits for what comes behind.
    /// </param>
    /// <returns>Read only: it has ended, and was empty.</returns>
    /// <exception cref="XaException">It is rolled back instead, or is being prepared or decided already.</exception>
    public async ValueTask<XaVote> PrepareAsync(DateTimeOffset now, bool isReconnected)
    {
        string? obstacle;
        bool isEmpty;
        lock (_lock)
        {
            if (isReconnected && _state == State.Prepared) return XaVote.Ok;
            RequireActive("be prepared");
            obstacle = FindObstacle();
            isEmpty = _work.IsEmpty;
            _state = obstacle is not null && isReconnected ? State.Refused
                : obstacle is not null || isEmpty ? State.Ended
                : State.Preparing;
        }

        if (obstacle is not null) throw RolledBack(obstacle);
        if (isEmpty) return XaVote.ReadOnly;
        try
        {
            await _persistence.Transactions.PrepareAsync(_work.Describe(Id, now)).ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not FencedException)
        {
            End();
            throw RolledBack(e.Message, e);
        }

        SetPrepared(now);
        return XaVote.Ok;
    }

    /// <summary>Lets it take effect; completes when that is durable.</summary>
    /// <param name="onePhase">It has not been prepared, and need not be.</param>
    /// <exception cref="XaException">It is in another state; or it is rolled back instead; or the store failed, and it is still prepared.</exception>
    public ValueTask CommitAsync(bool onePhase)
    {
        bool isPrepared;
        string? obstacle = null;
        lock (_lock)
        {
            // Its prepare was refused, so its transaction manager speaks of an earlier one: the client repeats what an earlier master has done.
            if (_state == State.Refused && !onePhase)
            {
                _state = State.Ended;
                return ValueTask.CompletedTask;
            }

            isPrepared = _state == State.Prepared;
            if (!isPrepared)
            {
                RequireActive("commit");
                if (!onePhase) throw new XaException(XaErrorCode.Protocol, $"{Id} has not been prepared and cannot commit in two phases.");
                obstacle = FindObstacle();
            }

            _state = obstacle is null ? State.Deciding : State.Ended;
        }

        if (obstacle is not null) throw RolledBack(obstacle);
        return isPrepared ? CommitPreparedAsync() : CommitActiveAsync();
    }

    /// <summary>Ends it without effect; completes when nobody will know of it any more.</summary>
    /// <exception cref="XaException">It is being prepared or decided; or the store failed, and it is still prepared.</exception>
    public ValueTask RollbackAsync()
    {
        bool isPrepared;
        lock (_lock)
        {
            isPrepared = _state == State.Prepared;
            if (!isPrepared && _state != State.Refused) RequireActive("roll back");
            _state = isPrepared ? State.Deciding : State.Ended;
        }

        if (isPrepared) return RollBackPreparedAsync();
        _work.Rollback();
        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="LocalTransaction.FindFull"/>; null too when it is not active any more.</summary>
    public FullQueue? FindFull()
    {
        lock (_lock) return _state == State.Active ? _work.FindFull() : null;
    }

    /// <summary>Its connection has ended: rolls it back, unless it is prepared or about to be decided.</summary>
    /// <returns>False: it goes on.</returns>
    public bool Abandon()
    {
        lock (_lock)
        {
            if (_state is not (State.Active or State.Refused)) return false;
            _state = State.Ended;
        }

        _work.Rollback();
        return true;
    }

    /// <summary>How many messages its commit will send, and how many it will remove.</summary>
    public (IReadOnlyDictionary<Destination, int> Sent, IReadOnlyDictionary<Destination, int> Acknowledged) Count()
    {
        lock (_lock) return _work.Count();
    }

    private async ValueTask CommitPreparedAsync()
    {
        try
        {
            await _work.CommitAsync(Id).ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not FencedException)
        {
            throw StillPrepared("committed", e);
        }

        End();
    }

    private async ValueTask CommitActiveAsync()
    {
        try
        {
            await _work.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not FencedException)
        {
            End();
            throw RolledBack(e.Message, e);
        }

        End();
    }

    private async ValueTask RollBackPreparedAsync()
    {
        try
        {
            var transaction = _persistence.Transactions.Begin();
            transaction.EndPrepared(Id);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not FencedException)
        {
            throw StillPrepared("rolled back", e);
        }

        End();
        _work.Rollback();
    }

    private void SetPrepared(DateTimeOffset at)
    {
        lock (_lock)
        {
            PreparedAt = at;
            _wasPrepared = true;
            _state = State.Prepared;
        }
    }

    private XaException StillPrepared(string decision, StoreException cause)
    {
        lock (_lock) _state = State.Prepared;
        return new(XaErrorCode.Retry, $"{Id} could not be {decision} and is still prepared: {cause.Message}", cause);
    }

    private void End()
    {
        lock (_lock) _state = State.Ended;
    }

    private XaException RolledBack(string reason, Exception? cause = null)
    {
        _work.Rollback();
        return new(XaErrorCode.RolledBack, $"{Id} is rolled back: {reason.TrimEnd('.')}.", cause);
    }

    // Under the lock, here and below.
    private string? FindObstacle() =>
        _isRepetition ? "it repeats what is stored already" : _work.IsDoomed ? LocalTransaction.DoomedReason : null;

    private void RequireActive(string what)
    {
        if (_state == State.Active) return;
        throw new XaException(
            _state == State.Ended ? XaErrorCode.UnknownBranch : XaErrorCode.Protocol, $"{Id} cannot {what}: it {Describe(_state)}.");
    }

    private static string Describe(State state) => state switch
    {
        State.Preparing => "is being prepared",
        State.Prepared => "is prepared",
        State.Refused => "was refused when it was to be prepared",
        State.Deciding => "is being committed or rolled back",
        _ => "has ended",
    };

    private enum State
    {
        Active,
        Preparing,
        Prepared,
        Refused,
        Deciding,
        Ended,
    }
}
