#pragma warning disable CA5394 // The model wants to repeat its choices, not to hide them.
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Random producers and consumers of message groups on a queue with next to no memory, and what must be true of every delivery.</summary>
/// <remarks>
/// Nothing of a group is with two consumers at a time; to one consumer its messages come in the order in which they were sent; and in the
/// order in which the queue gives them out, none comes before an earlier one that is still to be consumed.
/// </remarks>
internal sealed class MessageGroupModel : IAsyncDisposable
{
    private const string Queue = "Q";
    private const int Groups = 12;

    private readonly Random _random;
    private readonly string _place;
    private readonly EngineFixture _engine;
    private readonly TestClient _sender;
    private readonly List<Consumer> _consumers = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<long, string?> _sent = [];

    // Sent and not yet consumed, by group, in order; and who has it.
    private readonly Dictionary<string, SortedDictionary<long, Consumer?>> _open = [];
    private readonly HashSet<long> _gone = [];
    private readonly List<string> _errors = [];
    private int _step;

    public MessageGroupModel(IPersistenceAdapter persistence, int seed)
    {
        _random = new(seed);
        _place = $"seed {seed}";
        _engine = new(persistence, memoryLimit: 100_000, policies: new DestinationPolicy
        {
            Queue = ">",
            MemoryLimit = 8192,
            MessageGroupMap = new() { Size = _random.Next(2) == 0 ? 3 : 1000 },
            StrictOrderDispatch = _random.Next(3) == 0,
        });
        _sender = _engine.Connect();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    public async Task RunAsync(int steps)
    {
        for (_step = 0; _step < steps; _step++)
        {
            await StepAsync();
            Check();
            if (_step % 200 == 199) await SettleAsync();
        }

        await DrainAsync();
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 35:
                for (var count = _random.Next(1, 8); count > 0; count--) await SendAsync();
                break;
            case < 43:
                if (_consumers.Count < 6) await AttachAsync(_random.Next(8) == 0 ? 0 : _random.Next(1, 12));
                break;
            case < 48:
                Close(Any());
                break;
            case < 75:
                await AcknowledgeAsync(Any());
                break;
            case < 84:
                await TransactAsync(Any());
                break;
            case < 88:
                Any()?.Client.Sink.Fill();
                break;
            case < 93:
                if (Any() is { } drained) drained.Client.Sink.Drain(drained.Client.State);
                break;
            case < 96:
                if (Any() is { Prefetch: 0 } puller) puller.Attached!.Subscription.Pull(TimeSpan.Zero);
                break;
            case < 98:
                _engine.Queue(Queue).ReleaseMessageGroup(NameOf(_random.Next(Groups)));
                break;
            case 98:
                _engine.Queue(Queue).ReleaseAllMessageGroups();
                break;
        }
    }

    private static string NameOf(int group) => "G" + group;

    private Consumer? Any() => _consumers.Count == 0 ? null : _consumers[_random.Next(_consumers.Count)];

    private async Task SendAsync()
    {
        // Uneven: one group fills the memory while its owner is busy.
        var group = _random.Next(6) switch { 0 => null, < 4 => NameOf(0), _ => NameOf(_random.Next(Groups)) };
        var message = _sender.Create(Destination.Queue(Queue), _random.Next(3) > 0, bodyBytes: _random.Next(300));
        message.GroupId = group;
        var number = message.Id.ProducerSequence;
        lock (_lock)
        {
            _sent.Add(number, group);
            if (group is not null) OpenOf(group).Add(number, null);
        }

        await _sender.SendAsync(message);
    }

    private SortedDictionary<long, Consumer?> OpenOf(string group)
    {
        if (!_open.TryGetValue(group, out var open)) _open.Add(group, open = []);
        return open;
    }

    private async Task AttachAsync(int prefetch)
    {
        var client = _engine.Connect();
        var consumer = new Consumer(client, prefetch);
        client.Sink.OnDelivered = (_, delivery) => OnDelivered(consumer, delivery);
        _consumers.Add(consumer);
        consumer.Attached = await client.ConsumeAsync(Queue, prefetch, priority: _random.Next(2), exclusive: _random.Next(15) == 0);
    }

    private void OnDelivered(Consumer consumer, RecordingSink.Delivery delivery)
    {
        if (delivery.Message is not { } message) return;
        var number = message.Id.ProducerSequence;
        lock (_lock)
        {
            consumer.Held.Add(message);
            if (_gone.Contains(number)) _errors.Add($"{number} was delivered after it was consumed");
            if (message.GroupId is not { } group) return;
            var open = OpenOf(group);
            foreach (var (other, holder) in open)
            {
                if (holder is not null && holder != consumer) _errors.Add($"{number} of {group} goes to one consumer while {other} is with another");
                if (other < number && holder is null) _errors.Add($"{number} of {group} overtakes {other}");
            }

            var last = consumer.Held.FindLastIndex(held => held != message && held.GroupId == group);
            if (last >= 0 && consumer.Held[last].Id.ProducerSequence > number) _errors.Add($"{number} of {group} came behind a later one");
            if (open.TryGetValue(number, out var has) && has is not null) _errors.Add($"{number} came twice");
            open[number] = consumer;
        }
    }

    private async Task AcknowledgeAsync(Consumer? consumer)
    {
        if (consumer is null || Take(consumer) is not { Count: > 0 } run) return;
        Consume(run);
        await consumer.Attached!.AcknowledgeAsync(run[^1], run[0], count: run.Count);
    }

    // The first ones it holds.
    private List<Message> Take(Consumer consumer)
    {
        lock (_lock)
        {
            var run = consumer.Held.GetRange(0, _random.Next(consumer.Held.Count + 1));
            consumer.Held.RemoveRange(0, run.Count);
            return run;
        }
    }

    private void Consume(List<Message> run)
    {
        lock (_lock)
        {
            foreach (var message in run)
            {
                if (!_gone.Add(message.Id.ProducerSequence)) _errors.Add($"{message.Id.ProducerSequence} was consumed twice");
                if (message.GroupId is { } group) OpenOf(group).Remove(message.Id.ProducerSequence);
            }
        }
    }

    private void Unhold(IEnumerable<Message> run)
    {
        foreach (var message in run)
        {
            if (message.GroupId is { } group) OpenOf(group)[message.Id.ProducerSequence] = null;
        }
    }

    private async Task TransactAsync(Consumer? consumer)
    {
        if (consumer is null || Take(consumer) is not { Count: > 0 } run) return;
        var transaction = consumer.Client.Begin();
        await consumer.Attached!.AcknowledgeAsync(run[^1], run[0], count: run.Count, transaction: transaction);
        var closed = _random.Next(3) == 0;
        if (closed)
        {
            Close(consumer);
            await SendAsync();
        }

        if (_random.Next(2) == 0)
        {
            Consume(run);
            await Eventually.DoneAsync(consumer.Client.CommitAsync(transaction));
            return;
        }

        lock (_lock)
        {
            if (closed) Unhold(run);
            else consumer.Held.InsertRange(0, run);
        }

        consumer.Client.Rollback(transaction);
    }

    // What a transaction of it holds stays with it in the books, though it is gone.
    private void Close(Consumer? consumer)
    {
        if (consumer is null) return;
        lock (_lock)
        {
            Unhold(consumer.Held);
            consumer.Held.Clear();
        }

        _consumers.Remove(consumer);
        consumer.Attached!.Close(_random.Next(2) == 0 ? LastDelivered.None : LastDelivered.Unknown);
    }

    // With open outboxes and room, the oldest open message of each group is with somebody.
    private async Task SettleAsync()
    {
        foreach (var consumer in _consumers) consumer.Client.Sink.Drain(consumer.Client.State);
        if (_consumers.Count == 0 || _consumers.Exists(consumer => consumer.Attached!.Subscription.Options.Exclusive)) return;
        if (_consumers.Exists(consumer => consumer.Prefetch == 0)) return;
        string? stranded = null;
        await Eventually.TrueAsync(() => (stranded = FindStranded()) is null, () => $"{_place}, step {_step}: {stranded}");
        Check();
    }

    private string? FindStranded()
    {
        var owners = _engine.Queue(Queue).CopyMessageGroups().Where(group => group.Owner is not null).ToDictionary(group => group.Id, group => group.Owner);
        lock (_lock)
        {
            if (!_consumers.TrueForAll(consumer => consumer.HasRoom)) return FindStrandedOfOwners(owners);
            foreach (var (group, open) in _open)
            {
                if (open.Any(pair => pair.Value is null)) return $"{open.First(pair => pair.Value is null).Key} of {group} waits though all have room";
            }
        }

        return null;
    }

    private string? FindStrandedOfOwners(Dictionary<string, ConsumerId?> owners)
    {
        foreach (var (group, open) in _open)
        {
            var waiting = open.Where(pair => pair.Value is null).Select(pair => pair.Key).FirstOrDefault();
            if (waiting == 0) continue;
            var owner = owners.TryGetValue(group, out var id) ? _consumers.Find(consumer => consumer.Attached!.Id == id) : _consumers.Find(consumer => consumer.HasRoom);
            if (owner is { HasRoom: true } && !open.Values.Any(holder => holder is not null && holder != owner)) return $"{waiting} of {group} waits for {owner.Attached!.Id}";
        }

        return null;
    }

    private async Task DrainAsync()
    {
        foreach (var consumer in _consumers.ToList()) Close(consumer);
        await AttachAsync(prefetch: 5);
        await AttachAsync(prefetch: 5);
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var consumer in _consumers) await AcknowledgeAllAsync(consumer);
                return _engine.Queue(Queue).Count == 0;
            },
            () => $"{_place}: {_engine.Queue(Queue).Count} messages stay");
        Check();
        lock (_lock)
        {
            Assert.True(_gone.Count == _sent.Count, $"{_place}: {_sent.Count - _gone.Count} messages are lost");
        }

        foreach (var consumer in _consumers.ToList()) Close(consumer);
        Assert.True(_engine.Queue(Queue).MessageGroupCount == 0, $"{_place}: {_engine.Queue(Queue).MessageGroupCount} groups of nobody are remembered");
        Assert.True(_engine.Memory.UsedBytes == 0, $"{_place}: {_engine.Memory.UsedBytes} bytes of memory are never given back");
    }

    private async Task AcknowledgeAllAsync(Consumer consumer)
    {
        List<Message> run;
        lock (_lock)
        {
            run = [.. consumer.Held];
            consumer.Held.Clear();
        }

        if (run.Count == 0) return;
        Consume(run);
        await consumer.Attached!.AcknowledgeAsync(run[^1], run[0], count: run.Count);
    }

    private void Check()
    {
        lock (_lock) Assert.True(_errors.Count == 0, $"{_place}, step {_step}: {string.Join("; ", _errors.Take(5))}");
    }

    private sealed class Consumer(TestClient client, int prefetch)
    {
        public TestClient Client { get; } = client;

        public int Prefetch { get; } = prefetch;

        public TestConsumer? Attached { get; set; }

        public List<Message> Held { get; } = [];

        public bool HasRoom => Held.Count < Prefetch;
    }
}
