using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <summary>A broker that only pretends: believable numbers that move with the clock, queues that keep what is sent to them.</summary>
internal sealed partial class FakeBrokerAdministration(FakeScene scene, TimeProvider time) : IBrokerAdministration
{
    private const int Window = 600;
    private const long Mebi = 1024 * 1024;

    private static readonly string[] Areas = ["orders", "billing", "shipping", "stock", "customers", "prices", "audit", "mail", "search"];
    private static readonly string[] Steps = ["created", "paid", "cancelled", "changed", "exported", "retry", "europe.north", "europe.south", "asia", "america", "returns", "archive"];

    private readonly ConcurrentDictionary<string, FakeQueue> _queues = MakeQueues(scene, time.GetUtcNow());
    private readonly FakeGroup _group = new(scene, time);
    private readonly DateTimeOffset _started = time.GetUtcNow() - TimeSpan.FromHours(53);
    private int _sent;

    /// <summary>What the console asked to send, in order.</summary>
    public ConcurrentQueue<(User Caller, SendRequest Request)> Sent { get; } = new();

    /// <summary>Thrown by every command when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The node that serves.</summary>
    public string Master => _group.Master;

    /// <summary>Who handed the store on; null while nobody did.</summary>
    public User? SwitchedOverBy { get; private set; }

    public AvailabilityView GetAvailability() => _group.Describe();

    public ValueTask SwitchOverAsync(User caller, string? node, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator);
        _group.SwitchOver(caller.Name, node);
        SwitchedOverBy = caller;
        return ValueTask.CompletedTask;
    }

    public BrokerView GetBroker()
    {
        var (now, group) = (Sample(time.GetUtcNow()), GetAvailability());
        var view = new BrokerView
        {
            BrokerName = "production",
            NodeName = FakeGroup.This,
            Version = "0.1.0",
            Role = group.Role,
            RoleReason = group.Reason,
            Since = group.Since,
            MemoryLimitBytes = 256 * Mebi,
            StoreLimitBytes = 100 * 1024 * Mebi,
        };
        return scene switch
        {
            _ when group.Role != BrokerRole.Master => view,
            FakeScene.Empty => view with { StoreBytes = 32 * Mebi, Queues = _queues.Count },
            _ => view with
            {
                Connections = now.Connections,
                Producers = 418,
                Consumers = 613,
                Queues = _queues.Count,
                Topics = 37,
                MessagesWaiting = now.MessagesWaiting,
                Enqueued = 91_204_331 + (long)(Seconds * 12_000),
                Dequeued = 89_911_870 + (long)(Seconds * 11_800),
                MemoryBytes = now.MemoryBytes,
                StoreBytes = now.StoreBytes,
                ProtocolViolations = 3,
                BlockedProducers = scene == FakeScene.Troubled ? 4 : 0,
                StoreError = scene == FakeScene.Troubled ? "No space left on device: data/journal/000000000042.log" : null,
                StoreDamage = scene == FakeScene.Troubled ? ["Segment 000000000017, 4 KiB at offset 8,392,704: checksum does not match."] : [],
            },
        };
    }

    public IReadOnlyList<RateSample> GetRates()
    {
        if (scene is FakeScene.Empty or FakeScene.Slave)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var end = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

        // Forty seconds without samples, as after a pause of the machine.
        return [.. Enumerable.Range(0, Window).Select(second => end.AddSeconds(second - Window + 1))
            .Where(moment => end - moment is var age && (age < TimeSpan.FromSeconds(200) || age > TimeSpan.FromSeconds(240)))
            .Select(Sample)];
    }

    public Page<QueueView> ListQueues(QueueQuery query)
    {
        var all = _queues.Values.Select(View).Where(queue => queue.Name.Contains(query.Filter ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
        var sorted = query.Sort == QueueSort.Name
            ? all.OrderBy(static queue => queue.Name, StringComparer.OrdinalIgnoreCase)
            : all.OrderBy(queue => Key(queue, query.Sort)).ThenBy(static queue => queue.Name, StringComparer.OrdinalIgnoreCase);
        var ordered = query.Descending ? sorted.Reverse() : sorted;
        return new Page<QueueView>([.. ordered.Skip(query.Skip).Take(query.Take)], all.Count);
    }

    public QueueView? FindQueue(string name) => _queues.TryGetValue(name, out var queue) ? View(queue) : null;

    public ValueTask<IReadOnlyList<MessageView>> BrowseAsync(User caller, string queue, long after, int limit, CancellationToken cancellationToken)
    {
        var known = Known(queue);
        lock (known)
        {
            return ValueTask.FromResult<IReadOnlyList<MessageView>>([.. known.Messages.Where(message => message.Sequence > after).Take(limit)]);
        }
    }

    public ValueTask<string> SendAsync(User caller, SendRequest request, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator);
        Sent.Enqueue((caller, request));
        var known = Known(request.Queue);
        lock (known)
        {
            var id = $"ID:broker-a-61616-1763622000000-2:1:1:1:{Interlocked.Increment(ref _sent).ToString(CultureInfo.InvariantCulture)}";
            var now = time.GetUtcNow();
            known.Messages.Add(new MessageView
            {
                Sequence = known.Messages is [.., var last] ? last.Sequence + 1 : 1,
                MessageId = id,
                Kind = "Text",
                Persistent = request.Persistent,
                Priority = request.Priority,
                Timestamp = now,
                Expiration = now + request.TimeToLive,
                CorrelationId = request.CorrelationId,
                Type = request.Type,
                ReplyTo = request.ReplyTo,
                GroupId = request.GroupId,
                Body = request.Body,
                BodyBytes = Encoding.UTF8.GetByteCount(request.Body),
                Properties = request.Properties,
            });
            return ValueTask.FromResult(id);
        }
    }

    public ValueTask CreateQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator);
        if (queue.AsSpan().ContainsAny('*', '>'))
        {
            throw new CommandRefusedException(CommandRefusal.Invalid, $"{queue} is no queue name: * and > stand for patterns.");
        }

        _queues.TryAdd(queue, new FakeQueue(queue, 0, time.GetUtcNow()));
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> PurgeQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator);
        var known = Known(queue);
        lock (known)
        {
            var removed = View(known).Messages;
            known.Messages.Clear();
            known.Backlog = 0;
            return ValueTask.FromResult(removed);
        }
    }

    public ValueTask DeleteQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator);
        var known = Known(queue);
        if (View(known).Consumers > 0)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"{queue} has {View(known).Consumers} consumers.");
        }

        _queues.TryRemove(queue, out _);
        return ValueTask.CompletedTask;
    }

    private double Seconds => (time.GetUtcNow() - _started).TotalSeconds;

    private static ConcurrentDictionary<string, FakeQueue> MakeQueues(FakeScene scene, DateTimeOffset made)
    {
        List<FakeQueue> queues = [];
        if (scene is FakeScene.Busy or FakeScene.Troubled)
        {
            var seed = 1;
            foreach (var area in Areas)
            {
                queues.AddRange(Steps.SelectMany(step => new[] { $"{area}.{step}", $"{area}.{step}.batch" }).Select(name => new FakeQueue(name, seed = ((seed * 31) + 17) % 997, made)));
            }

            queues.Add(new FakeQueue("ActiveMQ.DLQ", 12, made));
            queues.Add(new FakeQueue("reports/2026?quarter=3 & more+", 5, made));
            queues.Add(new FakeQueue("仓库.出库", 8, made));
        }

        return new(queues.Select(static queue => KeyValuePair.Create(queue.Name, queue)), StringComparer.Ordinal);
    }

    private static double Key(QueueView queue, QueueSort sort) => sort switch
    {
        QueueSort.Messages => queue.Messages,
        QueueSort.InFlight => queue.InFlight,
        QueueSort.Consumers => queue.Consumers,
        QueueSort.Producers => queue.Producers,
        QueueSort.Enqueued => queue.Enqueued,
        QueueSort.Dequeued => queue.Dequeued,
        QueueSort.SizeBytes => queue.SizeBytes,
        QueueSort.EnqueuedPerSecond => queue.EnqueuedPerSecond,
        _ => queue.DequeuedPerSecond,
    };

    private static RateSample Sample(DateTimeOffset moment)
    {
        var second = moment.ToUnixTimeSeconds();
        var wave = Math.Sin(second / 47.0) + (0.5 * Math.Sin(second / 13.0)) + (0.35 * Math.Sin(second * 1.7));
        var surge = second % 300 < 45 ? 2_600 : 0;
        var incoming = 11_400 + (1_150 * wave) + surge;
        var outgoing = 11_200 + (900 * Math.Sin((second - 9) / 47.0)) + (420 * Math.Sin(second * 1.3));
        var waiting = 1_204_000 + (long)(42_000 * Math.Sin(second / 95.0)) + ((second % 300) * 40);
        return new RateSample(moment, incoming, outgoing, waiting, 842 + (int)(6 * wave), (long)((181 + (9 * wave)) * Mebi), (long)((3_174 + (20 * wave)) * Mebi));
    }

    private QueueView View(FakeQueue queue)
    {
        var rate = queue.Seed % 7 == 0 || scene == FakeScene.Empty ? 0 : queue.Seed * (1.1 + (0.15 * Math.Sin((Seconds + queue.Seed) / 5)));
        var consumers = scene == FakeScene.Empty || queue.Name == "ActiveMQ.DLQ" ? 0 : queue.Seed % 9;
        var messages = queue.Messages.Count + queue.Backlog;
        return new QueueView
        {
            Name = queue.Name,
            Messages = messages,
            InFlight = consumers == 0 ? 0 : Math.Min(messages, queue.Seed % 40),
            SizeBytes = messages * (900 + queue.Seed),
            Consumers = consumers,
            Producers = scene == FakeScene.Empty ? 0 : queue.Seed % 5,
            BlockedProducers = scene == FakeScene.Troubled && queue.Name is "orders.paid" or "audit.changed" ? 2 : 0,
            Enqueued = (long)(queue.Seed * Seconds / 9) + messages,
            Dequeued = (long)(queue.Seed * Seconds / 9),
            Expired = queue.Seed % 3,
            EnqueuedPerSecond = rate,
            DequeuedPerSecond = consumers == 0 ? 0 : rate * 0.98,
            IsDeadLetterQueue = queue.Name == "ActiveMQ.DLQ",
        };
    }

    private FakeQueue Known(string name) => _queues.TryGetValue(name, out var queue)
        ? queue
        : throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no queue {name}.");

    private void Require(User caller, UserRole role)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        if (caller.Role < role)
        {
            throw new CommandRefusedException(CommandRefusal.Forbidden, $"{caller.Role} may not do this.");
        }
    }

    private sealed class FakeQueue(string name, int seed, DateTimeOffset made)
    {
        public string Name => name;

        public int Seed => seed;

        public List<MessageView> Messages { get; } = [.. Enumerable.Range(1, Math.Min(seed, 130)).Select(number => Waiting(number, seed, made))];

        /// <summary>Messages that are counted and cannot be looked at: no memory for a pretence.</summary>
        public long Backlog { get; set; } = seed % 5 == 0 ? seed * 211L : 0;

        private static MessageView Waiting(int number, int seed, DateTimeOffset made) => new()
        {
            Sequence = number + (seed * 1000L),
            MessageId = $"ID:web-07-41233-1763600000000-3:1:1:1:{number.ToString(CultureInfo.InvariantCulture)}",
            Kind = number % 9 == 0 ? "Bytes" : "Text",
            Persistent = number % 11 != 0,
            Priority = number % 13 == 0 ? 9 : 4,
            Timestamp = made.AddSeconds((number - 131) * 13),
            Type = "order",
            CorrelationId = $"c-{(seed * 7919) + number}",
            RedeliveryCounter = number % 17 == 0 ? 2 : 0,
            Body = number % 9 == 0
                ? "000000  08 01 12 0b 6f 72 64 65  72 2d 34 32 2d 65 75     ····order-42-eu"
                : $$"""{"order":{{(seed * 1000) + number}},"customer":"C-{{(number * 37) % 9973}}","lines":[{"article":"A-118","amount":{{(number % 4) + 1}},"price":19.90},{"article":"B-7","amount":1,"price":4.25}],"note":"Deliver before noon, please ring twice – 谢谢"}""",
            BodyBytes = 180 + (number % 40),
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu", ["attempt"] = "1", ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }.ToFrozenDictionary(StringComparer.Ordinal),
        };
    }
}
