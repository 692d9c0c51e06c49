using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>
/// Brings messages from the store: the next page of the row as the head drains, and single messages that a selective consumer
/// finds further back. One loader at a time; it reads without the lock and applies what it read under it.
/// </content>
internal sealed partial class Backlog
{
    private const int PageMessages = 1000;
    private const long PageBytes = 4 * 1024 * 1024;

    private readonly PageFilter _pages = new();
    private readonly List<Message> _arrivals = [];
    private readonly List<Message> _page = [];
    private long _arrivedBytes;
    private int _loadingLane = -1;
    private Task _loading = Task.CompletedTask;

    private bool IsLoading => _loadingLane >= 0;

    /// <summary>Completes when no page is being read and nothing held back; a consumer that still got nothing then has nothing to get.</summary>
    public async Task WhenLoadedAsync()
    {
        // One may set off the other.
        for (var underWay = FindUnderWay(); !underWay.IsCompleted; underWay = FindUnderWay()) await underWay.ConfigureAwait(false);
    }

    private Task FindUnderWay()
    {
        lock (_lock) return _loading.IsCompleted ? _noting : _loading;
    }

    private void BeginReading()
    {
        lock (_lock) _pages.BeginReading();
    }

    private void EndReading()
    {
        lock (_lock) _pages.EndReading();
    }

    // The lock is held from here on, but where it says otherwise.
    private QueueEntry Pick(int index, Message message)
    {
        var entry = new QueueEntry(this, message, index, stored: true);
        _pages.Pick(message.Sequence);
        Hold(entry);
        _inFlight++;
        return entry;
    }

    // A new message beyond what is in memory goes straight to a selective consumer that has seen all before it.
    private bool TryPick(int index, Message message)
    {
        var lane = _lanes[index];
        if (lane.IsComplete || IsLoading || _isNoting) return false;
        var picked = false;
        foreach (var consumer in _consumers.Eligible)
        {
            if (!consumer.IsSelective || !consumer.HasSeenStore(index, lane) || !consumer.Subscription.HasRoom) continue;
            if (!picked && Wants(consumer, message, message.RedeliveryCounter))
            {
                PutPicked(lane, Pick(index, message));
                picked = true;
            }

            consumer.MarkStoreSeen(index, lane.LeftOut + 1);
        }

        if (picked) lane.LeftOut++;
        return picked;
    }

    private void PutPicked(Lane lane, QueueEntry entry)
    {
        _inFlight--;
        _groups?.Note(entry.Message);
        lane.Waiting.InsertInOrder(entry);
        _waitingBytes += entry.Message.SizeBytes;
    }

    private void RememberArrival(Lane lane, Message message)
    {
        if (!IsLoading || _lanes[_loadingLane] != lane || _arrivedBytes > PageBytes) return;
        _arrivals.Add(message);
        _arrivedBytes += message.SizeBytes;
    }

    private void StartLoading()
    {
        if (IsLoading || !TryPlanLoad(out var load)) return;
        _loadingLane = load.Lane;
        _loading = Task.Run(() => LoadAsync(load));
    }

    private bool TryPlanLoad(out Load load)
    {
        load = default;
        if (_closed) return false;
        for (var index = _lanes.Length - 1; index >= 0; index--)
        {
            if (_lanes[index].IsComplete) continue;
            if (WantsRow(_lanes[index])) return Plan(index, _lanes[index].LoadedThrough, row: true, out load);
            // What is held back takes no room yet: a search would find more than its consumer can take.
            if (!_isNoting && TryFindSearcher(index, out var from)) return Plan(index, from, row: false, out load);
        }

        return false;
    }

    private bool Plan(int index, long after, bool row, out Load load)
    {
        _pages.BeginReading();
        _arrivals.Clear();
        _arrivedBytes = 0;
        load = new(index, after, row, _lanes[index].LeftOut);
        return true;
    }

    private bool WantsStore(int index) =>
        !_lanes[index].IsComplete && (WantsRow(_lanes[index]) || TryFindSearcher(index, out _));

    // However full memory is, a lane that has run dry gets its next page: otherwise nothing would ever drain.
    private bool WantsRow(Lane lane) =>
        lane.IsDry || (_waitingBytes < _policy.MemoryLimit / 2 && !_context.Memory.IsFull);

    private bool TryFindSearcher(int index, out long from)
    {
        var lane = _lanes[index];
        from = long.MaxValue;
        foreach (var consumer in _consumers.Eligible)
        {
            if (!consumer.IsSelective || !consumer.Subscription.HasRoom || consumer.HasSeenStore(index, lane)) continue;
            from = Math.Min(from, Math.Max(consumer.SeenInStore(index), lane.LoadedThrough));
        }

        return from != long.MaxValue;
    }

    // Without the lock.
    private async Task LoadAsync(Load load)
    {
        while (true)
        {
            _page.Clear();
            var range = new MessageRange(load.After, PageMessages, PageBytes, _lanes[load.Lane].Priority);
            Exception? failure = null;
            try
            {
                await _store.ReadAsync(range, _page, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                failure = e;
            }

            lock (_lock)
            {
                _loadingLane = -1;
                if (failure is null) Apply(load);
                _pages.EndReading();
                if (failure is null) DispatchLanes();
                else DestinationsLog.LoadFailed(_context.Logger, failure, failure.Message);
                if (failure is not null || !TryPlanLoad(out load)) break;
                _loadingLane = load.Lane;
            }

            BuryExpired();
        }

        BuryExpired();
    }

    private void Apply(Load load)
    {
        if (_closed) return;
        _pages.BeginPage();
        var lane = _lanes[load.Lane];
        var bytes = 0L;
        foreach (var message in _page) bytes += message.SizeBytes;
        var reachedEnd = _page.Count < PageMessages && bytes < PageBytes;
        if (load.Row) ApplyRow(lane, load, reachedEnd);
        else ApplySearch(lane, load, reachedEnd);
        // While what came before it is being delivered.
        if (_consumers.Count > 0 && lane.Waiting.Last is { } last && !MayDeliver(last)) TryNote(lane);
    }

    private void ApplyRow(Lane lane, Load load, bool reachedEnd)
    {
        foreach (var message in _page) LoadIntoRow(lane, load.Lane, message);
        if (_page.Count > 0) lane.LoadedThrough = _page[^1].Sequence;
        if (!reachedEnd || _arrivals.Count != lane.LeftOut - load.LeftOut) return;
        foreach (var message in _arrivals) LoadIntoRow(lane, load.Lane, message);
        lane.MarkComplete();
        UpdateDelivering();
    }

    private void LoadIntoRow(Lane lane, int index, Message message)
    {
        if (!_pages.IsLeftOut(lane, message.Sequence)) return;
        var entry = new QueueEntry(this, message, index, stored: true);
        Hold(entry);
        Wait(entry);
    }

    private void ApplySearch(Lane lane, Load load, bool reachedEnd)
    {
        var searchers = new List<Attachment>();
        foreach (var consumer in _consumers.Eligible)
        {
            // Only who has seen all before the page may tick off what is on it.
            var seen = Math.Max(consumer.SeenInStore(load.Lane), lane.LoadedThrough);
            if (consumer.IsSelective && seen >= load.After) searchers.Add(consumer);
        }

        _mustLookAgain = false;
        foreach (var message in _page)
        {
            // Room may come back at any moment; a searcher that had none for one message stops there.
            searchers.RemoveAll(consumer => !consumer.Subscription.HasRoom);
            if (_pages.IsLeftOut(lane, message.Sequence)) OfferFound(lane, load.Lane, message, searchers);
            else foreach (var consumer in searchers) consumer.MoveInStore(load.Lane, message.Sequence);

            // Sent back to where the search has been: it begins anew there.
            if (_mustLookAgain) return;
        }

        if (!reachedEnd) return;
        foreach (var consumer in searchers) consumer.MarkStoreSeen(load.Lane, load.LeftOut);
    }

    private void OfferFound(Lane lane, int index, Message message, List<Attachment> searchers)
    {
        var taken = false;
        foreach (var consumer in searchers)
        {
            if (consumer.SeenInStore(index) >= message.Sequence) continue;
            if (!taken && Wants(consumer, message, DeliveriesOf(message)))
            {
                PutPicked(lane, Pick(index, message));
                taken = true;
            }

            consumer.MoveInStore(index, message.Sequence);
        }

        if (!taken) return;
        _pass++;
        DispatchLane(index);
    }

    /// <summary>One page to read: of the row, or for consumers that search.</summary>
    private readonly record struct Load(int Lane, long After, bool Row, long LeftOut);
}
