#pragma warning disable CA5394 // The model wants to repeat its choices, not to hide them.
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Random operations on queues with tiny limits, and what must be true of them: every message has exactly one fate.</summary>
internal sealed partial class BacklogModel : IAsyncDisposable
{
    private const int Queues = 2;
    private static readonly string?[] _selectors = [null, null, null, "color = 'red'", "color = 'blue' AND n > 100", "color = 'none'"];

    private readonly Random _random;
    private readonly string _place;
    private readonly EngineFixture _engine;
    private readonly FaultyPersistence? _noting;
    private readonly TestClient _sender;
    private readonly List<Consumer> _consumers = [];
    private readonly List<Task> _sends = [];
    private readonly Dictionary<long, Sent> _sent = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Consumer> _holders = [];
    private readonly HashSet<long> _gone = [];
    private readonly List<string> _errors = [];
    private readonly long[] _purged = new long[Queues];
    private readonly bool _prioritized;
    private int _step;

    public BacklogModel(IPersistenceAdapter persistence, bool prioritized, int seed)
    {
        _random = new(seed);
        _prioritized = prioritized;
        _noting = persistence as FaultyPersistence;
        _place = $"seed {seed}, prioritized {prioritized}";
        _engine = new(persistence, memoryLimit: 100_000, policies: EngineFixture.SmallQueues(8192, prioritized));
        _sender = _engine.Connect();
    }

    public async Task RunAsync(int steps)
    {
        for (_step = 0; _step < steps; _step++)
        {
            await StepAsync();
            Check();
            if (_step % 250 == 249) await SettleAsync();
        }

        await EndAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static string NameOf(int queue) => "Q" + queue;

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 40:
                Send(_random.Next(1, 8), transaction: null);
                break;
            case < 46:
                if (_consumers.Count < 6) await AttachAsync();
                break;
            case < 49:
                Close(Any());
                break;
            case < 78:
                await AcknowledgeAsync(Any());
                break;
            case < 84:
                await TransactAsync(Any());
                break;
            case < 88:
                if (Any() is { } filled) filled.Client.Sink.Fill();
                break;
            case < 92:
                if (Any() is { } drained) drained.Client.Sink.Drain(drained.Client.State);
                break;
            case < 94:
                if (Any() is { Prefetch: 0 } puller) puller.Pull();
                break;
            case < 96:
                _engine.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(1500)));
                await _engine.Directory.ExpireAsync(CancellationToken.None);
                break;
            case 96:
                await BrowseAsync(_random.Next(Queues));
                break;
            case 97 when _random.Next(4) == 0:
                var purged = _random.Next(Queues);
                _purged[purged] += await _engine.Queue(NameOf(purged)).PurgeAsync(CancellationToken.None);
                break;
            case 98:
                await Eventually.DoneAsync(Task.WhenAll(_sends));
                _sends.Clear();
                break;
        }
    }

    private Consumer? Any() => _consumers.Count == 0 ? null : _consumers[_random.Next(_consumers.Count)];

    private List<Sent> Send(int count, TransactionId? transaction)
    {
        var queue = _random.Next(Queues);
        var messages = new List<Sent>();
        for (var i = 0; i < count; i++)
        {
            var expiration = _random.Next(8) == 0 ? _engine.Time.NowMilliseconds + _random.Next(1, 4000) : 0;
            var color = _random.Next(4) switch { 0 => "red", 1 => "blue", _ => "green" };
            var message = _sender.Create(
                Destination.Queue(NameOf(queue)), _random.Next(3) > 0, _random.Next(10), expiration, color, _random.Next(300), transaction);
            var sent = new Sent(queue, message.Persistent, expiration, color, message.Priority);
            messages.Add(sent);
            lock (_lock) _sent.Add(message.Id.ProducerSequence, sent);
            _sends.Add(_sender.SendAsync(message));
        }

        return messages;
    }

    private async Task AttachAsync()
    {
        var client = _engine.Connect();
        var queue = _random.Next(Queues);
        var prefetch = _random.Next(5) == 0 ? 0 : _random.Next(1, 30);
        var exclusive = _random.Next(12) == 0;
        var selector = _selectors[_random.Next(_selectors.Length)];
        var consumer = new Consumer(client, queue, prefetch, selector, exclusive);
        client.Sink.OnDelivered = (id, delivery) => OnDelivered(consumer, delivery);
        _consumers.Add(consumer);
        consumer.Attached = await client.ConsumeAsync(NameOf(queue), prefetch, selector, _random.Next(3), exclusive);
    }

    private void OnDelivered(Consumer consumer, RecordingSink.Delivery delivery)
    {
        if (delivery.Message is not { } message) return;
        var number = message.Id.ProducerSequence;
        lock (_lock)
        {
            if (consumer.IsClosing)
            {
                // It goes back in a moment, and comes to somebody else out of its first order.
                if (_sent.TryGetValue(number, out var returning)) returning.Delivered = true;
                return;
            }

            if (!_sent.TryGetValue(number, out var sent)) _errors.Add($"{number} was never sent");
            else if (!consumer.Wants(sent, number)) _errors.Add($"{number} does not match {consumer.Selector}");
            if (message.Persistent && _noting?.IsNoted(message.Destination, message.Sequence) == false) _errors.Add($"{number} was delivered before the store knew");
            if (_gone.Contains(number)) _errors.Add($"{number} was delivered after it was consumed");
            if (_holders.TryGetValue(number, out var holder) && !holder.IsClosing) _errors.Add($"{number} is with two consumers");
            _holders[number] = consumer;
            consumer.Held.Add(message);
            if (consumer.Prefetch == 0) consumer.Pulls--;
            if (sent is null || sent.Delivered || !sent.Persistent) return;
            sent.Delivered = true;
            ref var last = ref consumer.LastFirst[_prioritized ? sent.Priority : 0];
            if (number < last) _errors.Add($"{number} came after {last}");
            last = number;
        }
    }

    private async Task AcknowledgeAsync(Consumer? consumer)
    {
        if (consumer is null || TakeRun(consumer, out var first, out var last, out var run) == 0) return;
        var kind = _random.Next(12) switch { 0 => AcknowledgeKind.Poison, 1 => AcknowledgeKind.Expired, < 5 => AcknowledgeKind.Individual, _ => AcknowledgeKind.Standard };
        if (kind == AcknowledgeKind.Individual)
        {
            Restore(consumer, run[..^1]);
            run = [last];
        }

        lock (_lock)
        {
            foreach (var message in run)
            {
                var number = message.Id.ProducerSequence;
                _holders.Remove(number);
                _gone.Add(number);
                var isBuried = message.Persistent && kind is (AcknowledgeKind.Poison or AcknowledgeKind.Expired);
                _sent[number].Fate = isBuried ? Fate.Buried : Fate.Consumed;
                _sent[number].ExpiredAtClient = kind == AcknowledgeKind.Expired;
            }
        }

        await consumer.Attached!.AcknowledgeAsync(last, first, kind, run.Count, cause: "cause");
    }

    // A run in the middle or from the start of what the consumer holds; it is taken out of the list.
    private int TakeRun(Consumer consumer, out Message? first, out Message last, out List<Message> run)
    {
        lock (_lock)
        {
            var held = consumer.Held;
            (first, last, run) = (null, null!, []);
            if (held.Count == 0) return 0;
            var from = _random.Next(2) == 0 ? 0 : _random.Next(held.Count);
            var count = _random.Next(1, held.Count - from + 1);
            run = held.GetRange(from, count);
            (first, last) = (from == 0 && _random.Next(2) == 0 ? null : run[0], run[^1]);
            held.RemoveRange(from, count);
            consumer.RunStart = from;
            return count;
        }
    }

    private void Restore(Consumer consumer, List<Message> run)
    {
        lock (_lock) consumer.Held.InsertRange(consumer.RunStart, run);
    }

    private async Task TransactAsync(Consumer? consumer)
    {
        var client = consumer?.Client ?? _sender;
        var transaction = client.Begin();
        var sent = client == _sender ? Send(_random.Next(1, 5), transaction) : [];
        List<Message> run = [];
        if (consumer is not null && TakeRun(consumer, out var first, out var last, out run) > 0)
        {
            await consumer.Attached!.AcknowledgeAsync(last, first, count: run.Count, transaction: transaction);
        }

        var closed = consumer is not null && _random.Next(8) == 0;
        if (closed) Close(consumer, keepHolders: run);
        if (_random.Next(3) > 0)
        {
            lock (_lock)
            {
                foreach (var message in run)
                {
                    _holders.Remove(message.Id.ProducerSequence);
                    _gone.Add(message.Id.ProducerSequence);
                    _sent[message.Id.ProducerSequence].Fate = Fate.Consumed;
                }
            }

            await Eventually.DoneAsync(client.CommitAsync(transaction));
            return;
        }

        lock (_lock)
        {
            foreach (var one in sent) one.Fate = Fate.RolledBack;
            if (closed) foreach (var message in run) _holders.Remove(message.Id.ProducerSequence);
            else if (run.Count > 0) consumer!.Held.InsertRange(consumer.RunStart, run);
        }

        client.Rollback(transaction);
    }

    private void Close(Consumer? consumer, List<Message>? keepHolders = null)
    {
        if (consumer is null) return;
        long upTo;
        lock (_lock)
        {
            consumer.IsClosing = true;
            upTo = consumer.Held.Count > 0 ? consumer.Held[_random.Next(consumer.Held.Count)].Sequence : 0;
            foreach (var number in _holders.Where(pair => pair.Value == consumer).Select(pair => pair.Key).ToList())
            {
                if (keepHolders?.Exists(message => message.Id.ProducerSequence == number) != true) _holders.Remove(number);
            }
        }

        _consumers.Remove(consumer);
        var lastDelivered = _random.Next(3) switch { 0 => LastDelivered.None, 1 => LastDelivered.Unknown, _ => new(upTo) };
        consumer.Attached!.Close(lastDelivered);
    }

    private async Task BrowseAsync(int queue)
    {
        var after = 0L;
        while (true)
        {
            var page = await _engine.Queue(NameOf(queue)).BrowseAsync(after, 7, CancellationToken.None);
            foreach (var message in page)
            {
                if (message.Sequence <= after) _errors.Add($"browsing went from {after} to {message.Sequence}");
                after = message.Sequence;
            }

            if (page.Count < 7) return;
        }
    }
}
