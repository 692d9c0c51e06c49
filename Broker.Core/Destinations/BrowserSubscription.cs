using Broker.Core.Clients;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A consumer that looks through queues without taking anything, page by page, and is told when it has seen all.</summary>
/// <remarks>What arrives while it looks may or may not be among it, as JMS 1.1 section 4.4.6 allows.</remarks>
internal sealed class BrowserSubscription(
    SubscriptionOptions options,
    ClientContext client,
    IDeliverySink sink,
    IReadOnlyList<Queue> queues) : Subscription(options, client, sink)
{
    private const int PageMessages = 200;

    private readonly Lock _lock = new();
    private readonly Queue<Message> _page = new();
    private int _queue;
    private long _after;
    private int _prefetch = options.Prefetch;
    private int _inFlight;
    private long _shown;
    private int _pulls;
    private bool _reading;
    private bool _stalled;
    private bool _atEnd;
    private bool _done;

    public override ConsumerTraffic Traffic
    {
        get
        {
            lock (_lock) return new(_shown, _shown, Dequeued: 0);
        }
    }

    public override void Resume()
    {
        lock (_lock) _stalled = false;
        Advance();
    }

    /// <summary>It holds nobody up, so it is never full.</summary>
    public override ConsumerActivity Observe()
    {
        lock (_lock) return new(Acknowledgements: 0, _inFlight, Waiting: 0, _prefetch, IsFull: false);
    }

    public override void SetPrefetch(int prefetch)
    {
        lock (_lock) _prefetch = prefetch;
        Advance();
    }

    public override void Pull(TimeSpan timeout)
    {
        lock (_lock) _pulls++;
        Advance();
    }

    /// <summary>Any acknowledgement only makes room: a browser consumes nothing.</summary>
    public override ValueTask AcknowledgeAsync(Acknowledgement acknowledgement)
    {
        lock (_lock) _inFlight = Math.Max(0, _inFlight - acknowledgement.Count);
        Advance();
        return ValueTask.CompletedTask;
    }

    public override void Close(LastDelivered lastDelivered)
    {
        lock (_lock)
        {
            _done = true;
            _page.Clear();
        }
    }

    /// <summary>Sends on while there is room; reads the next page when one is used up.</summary>
    public void Advance()
    {
        if (MustRead()) _ = ReadPagesAsync();
    }

    // True: the page is used up, and the caller alone is to read the next.
    private bool MustRead()
    {
        lock (_lock)
        {
            while (!_done && !_stalled && HasRoom && _page.TryPeek(out var message))
            {
                if (!Sink.TryDeliver(Options.ConsumerId, message, message.RedeliveryCounter))
                {
                    _stalled = true;
                    return false;
                }

                _page.Dequeue();
                _inFlight++;
                _shown++;
                if (_pulls > 0) _pulls--;
            }

            if (_page.Count == 0 && _atEnd) TellEnd();
            if (_done || _reading || _atEnd || _page.Count > 0) return false;
            _reading = true;
            return true;
        }
    }

    // Told again after a full outbox: a browser that never hears of the end waits for ever.
    private void TellEnd()
    {
        if (_done || _stalled) return;
        if (Sink.TryDeliver(Options.ConsumerId, message: null, redeliveryCounter: 0)) _done = true;
        else _stalled = true;
    }

    private bool HasRoom => _prefetch == 0 ? _pulls > 0 : _inFlight < _prefetch;

    // A loop, not a recursion: a selector may leave nothing of thousands of pages.
    private async Task ReadPagesAsync()
    {
        do
        {
            await ReadPageAsync().ConfigureAwait(false);
        }
        while (MustRead());
    }

    private async ValueTask ReadPageAsync()
    {
        IReadOnlyList<Message> page = [];
        var queue = Volatile.Read(ref _queue);
        try
        {
            if (queue < queues.Count)
            {
                page = await queues[queue].BrowseAsync(_after, PageMessages, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (StoreException)
        {
            // What cannot be read cannot be shown; the browser ends here rather than never.
            queue = queues.Count;
        }

        lock (_lock)
        {
            _reading = false;
            foreach (var message in page)
            {
                if (Matches(message)) _page.Enqueue(message);
            }

            if (page.Count > 0)
            {
                _after = page[^1].Sequence;
            }
            else
            {
                _queue = queue + 1;
                _after = 0;
            }

            _atEnd = _queue >= queues.Count;
        }
    }
}
