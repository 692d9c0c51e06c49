using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A consumer of queues or of a durable subscription: it holds each message until that is acknowledged.</summary>
/// <remarks>Its lock comes after a backlog's; it calls backlogs only when it holds no lock.</remarks>
internal sealed partial class PrefetchSubscription(
    SubscriptionOptions options,
    ClientContext client,
    IDeliverySink sink,
    BacklogContext context) : Subscription(options, client, sink)
{
    private readonly Lock _lock = new();
    private readonly EntryList _dispatched = new();
    private readonly PendingPulls _pulls = new(context.Time, sink, options.ConsumerId);
    private volatile Backlog[] _backlogs = [];
    private int _prefetch = options.Prefetch;
    private int _inTransaction;
    private int _reported;
    private long _acknowledgements;
    private long _sent;
    private long _settled;
    private bool _stalled;
    private volatile bool _closed;

    /// <summary>Its client goes on where an earlier connection broke, and may repeat what it said there.</summary>
    public bool IsReconnected => Client.FailoverReconnect;

    /// <summary>Messages sent and not yet acknowledged.</summary>
    public int InFlight => _dispatched.Count;

    /// <summary>Whether it could take a message; a hint where the lock is not held.</summary>
    public bool HasRoom =>
        !_stalled && !_closed && (_prefetch == 0 ? _pulls.Count > 0 : _dispatched.Count - Extension < _prefetch);

    public override ConsumerTraffic Traffic
    {
        get
        {
            lock (_lock) return new(_sent, _sent, _settled);
        }
    }

    // Messages it holds that count no longer against its prefetch.
    private int Extension => Policy.UsePrefetchExtension ? _inTransaction + _reported : 0;

    /// <summary>Starts to serve it from one more backlog.</summary>
    public void Attach(Backlog backlog)
    {
        lock (_lock)
        {
            if (_closed) return;
            _backlogs = [.. _backlogs, backlog];
        }

        backlog.Attach(this);

        // Closed in between, it would stay on the backlog for ever.
        if (_closed) backlog.Detach(this, []);
    }

    /// <summary>Sends an entry and moves it from its lane to what is in flight; the backlog's lock is held.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="from">Its lane.</param>
    /// <param name="firstOfGroup">With it the consumer becomes the owner of a message group, and is told so.</param>
    public bool TryTake(QueueEntry entry, EntryList from, bool firstOfGroup)
    {
        lock (_lock)
        {
            if (!HasRoom) return false;
            var message = entry.Message.GroupFirstForConsumer == firstOfGroup ? entry.Message : CopyAsFirst(entry.Message, firstOfGroup);
            if (!Sink.TryDeliver(Options.ConsumerId, message, entry.RedeliveryCounter))
            {
                _stalled = true;
                return false;
            }

            from.Remove(entry);
            _dispatched.AddLast(entry);
            _sent++;
            _pulls.Serve();
            return true;
        }
    }

    /// <summary>Adds what it holds of a backlog that no store has too, for browsing.</summary>
    public void AddInMemoryOnly(Backlog backlog, List<Message> page, long after)
    {
        lock (_lock)
        {
            for (var entry = _dispatched.First; entry is not null; entry = entry.Next)
            {
                if (entry.Backlog == backlog && !entry.Stored && entry.Sequence > after) page.Add(entry.Message);
            }
        }
    }

    public override void Resume()
    {
        lock (_lock) _stalled = !_pulls.TellEnded();
        WakeBacklogs();
    }

    public override ConsumerActivity Observe()
    {
        lock (_lock) return new(_acknowledgements, _dispatched.Count, Waiting: 0, _prefetch, _prefetch > 0 && !HasRoom);
    }

    public override void SetPrefetch(int prefetch)
    {
        lock (_lock) _prefetch = prefetch;
        WakeBacklogs();
    }

    public override void Pull(TimeSpan timeout)
    {
        LinkedListNode<ITimer?>? pull;
        lock (_lock) pull = _pulls.Add();
        if (pull is null) return;
        WakeBacklogs();
        if (timeout < TimeSpan.Zero) _ = EndWhenLoadedAsync(pull);
        else if (timeout > TimeSpan.Zero) lock (_lock) _pulls.EndAfter(pull, timeout, EndPull);
    }

    public override void Close(LastDelivered lastDelivered)
    {
        Backlog[] backlogs;
        var returned = new List<QueueEntry>();
        lock (_lock)
        {
            _closed = true;
            backlogs = _backlogs;
            _pulls.Clear();
            while (_dispatched.First is { } entry)
            {
                _dispatched.Remove(entry);
                if (lastDelivered.Includes(entry.Sequence)) entry.RedeliveryCounter++;
                if (entry.InTransaction) entry.Orphaned = true;
                else returned.Add(entry);
            }
        }

        foreach (var backlog in backlogs)
        {
            var itsOwn = backlogs.Length == 1 ? returned : returned.FindAll(entry => entry.Backlog == backlog);
            backlog.Detach(this, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(itsOwn));
        }
    }

    // The queue's own message is not to be changed: others may be reading it.
    private static Message CopyAsFirst(Message message, bool firstOfGroup)
    {
        var copy = message.Copy();
        copy.GroupFirstForConsumer = firstOfGroup;
        return copy;
    }

    private void WakeBacklogs()
    {
        foreach (var backlog in _backlogs) backlog.Wake();
    }

    /// <summary>Completes when nothing more is on its way to it out of a store.</summary>
    public async Task WhenLoadedAsync()
    {
        foreach (var backlog in _backlogs) await backlog.WhenLoadedAsync().ConfigureAwait(false);
    }

    private async Task EndWhenLoadedAsync(LinkedListNode<ITimer?> pull)
    {
        await WhenLoadedAsync().ConfigureAwait(false);
        EndPull(pull);
    }

    // Tells the client that nothing came in time.
    private void EndPull(LinkedListNode<ITimer?> pull)
    {
        lock (_lock)
        {
            if (!_pulls.End(pull)) _stalled = true;
        }
    }

    // Calls once for each run of entries of one backlog; nearly always there is one.
    private static void ForEachBacklog(List<QueueEntry> entries, BacklogAction action)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries);
        for (var start = 0; start < all.Length;)
        {
            var end = start + 1;
            while (end < all.Length && all[end].Backlog == all[start].Backlog) end++;
            action(all[start].Backlog, all[start..end]);
            start = end;
        }
    }

    private delegate void BacklogAction(Backlog backlog, ReadOnlySpan<QueueEntry> entries);
}
