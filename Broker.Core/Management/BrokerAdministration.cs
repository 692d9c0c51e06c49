using Broker.Core.Availability;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Storage;

namespace Broker.Core.Management;

/// <summary>Reads views from the engine and carries out commands on it; lives on while the engine comes and goes.</summary>
public sealed partial class BrokerAdministration(BrokerOptions options, NodeState node, TimeProvider time) : IBrokerAdministration, IAsyncDisposable
{
    private const int MaxPage = 500;
    private static readonly TimeSpan _samplePeriod = TimeSpan.FromSeconds(1);
    private static readonly string _version = typeof(BrokerAdministration).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly RateHistory _rates = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ProducerId _producer = new($"ID:console-{Guid.NewGuid():N}", 1, 1);
    private volatile ServingBroker? _serving;
    private Task _sampling = Task.CompletedTask;
    private long _sent;

    /// <summary>The engine serves from now on.</summary>
    public void Attach(ServingBroker serving)
    {
        _serving = serving;
        if (_sampling.IsCompleted) _sampling = SampleAsync();
    }

    /// <summary>The engine is gone; views are empty until the next one.</summary>
    public void Detach()
    {
        _serving = null;
        _rates.Interrupt();
    }

    /// <summary>May be called again: the broker's service and the host's container both do.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        Detach();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sampling.ConfigureAwait(false);
        _stop.Dispose();
    }

    public BrokerView GetBroker()
    {
        var view = new BrokerView
        {
            BrokerName = options.BrokerName,
            NodeName = options.NodeName,
            Version = _version,
            Role = node.Role,
            RoleReason = node.Reason,
            Since = node.Since,
        };
        return _serving is { } serving ? Describe(view, serving) : view;
    }

    public IReadOnlyList<RateSample> GetRates() => _rates.Read();

    public Page<QueueView> ListQueues(QueueQuery query)
    {
        var found = new List<QueueView>();
        var serving = _serving;
        foreach (var queue in serving?.Router.Directory.Queues ?? [])
        {
            if (queue.Destination.IsTemporary) continue;
            if (!string.IsNullOrEmpty(query.Filter) && !queue.Destination.Name.Contains(query.Filter, StringComparison.OrdinalIgnoreCase)) continue;
            found.Add(Describe(serving!, queue));
        }

        found.Sort(QueueOrder.For(query.Sort, query.Descending));
        var skip = Math.Clamp(query.Skip, 0, found.Count);
        return new(found.GetRange(skip, Math.Min(Math.Clamp(query.Take, 1, MaxPage), found.Count - skip)), found.Count);
    }

    public QueueView? FindQueue(string name) =>
        !string.IsNullOrEmpty(name) && _serving is { } serving && serving.Router.Directory.FindQueue(Destination.Queue(name)) is { } queue
            ? Describe(serving, queue)
            : null;

    public async ValueTask<IReadOnlyList<MessageView>> BrowseAsync(
        User caller, string queue, long after, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MaxPage) throw new CommandRefusedException(CommandRefusal.Invalid, $"A page has 1 to {MaxPage} messages, not {limit}.");
        var messages = await Find(Serving(), queue).BrowseAsync(after, limit, cancellationToken).ConfigureAwait(false);
        var views = new List<MessageView>(messages.Count);
        foreach (var message in messages) views.Add(MessageViews.From(message));
        return views;
    }

    public async ValueTask<string> SendAsync(User caller, SendRequest request, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "send messages");
        SendRequestRules.Check(request);
        var serving = Serving();
        var now = time.GetUtcNow();
        var message = new Message
        {
            Kind = MessageKind.Text,
            Id = new(_producer, Interlocked.Increment(ref _sent)),
            Producer = _producer,
            Destination = Destination.Queue(request.Queue),
            Content = MessageBody.EncodeText(request.Body),
            Properties = MessageProperties.Write([.. request.Properties.Select(property => KeyValuePair.Create(property.Key, (object?)property.Value))]),
            Persistent = request.Persistent,
            Priority = (byte)request.Priority,
            Timestamp = now.ToUnixTimeMilliseconds(),
            Expiration = request.TimeToLive is { } life ? (now + life).ToUnixTimeMilliseconds() : 0,
            CorrelationId = request.CorrelationId,
            Type = request.Type,
            ReplyTo = string.IsNullOrEmpty(request.ReplyTo) ? null : Destination.Parse(request.ReplyTo),
            GroupId = request.GroupId,
            UserId = caller.Name,
        };
        try
        {
            await serving.Router.SendAsync(message).ConfigureAwait(false);
        }
        catch (DestinationLimitException e)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, e.Message);
        }
        catch (StoreException e)
        {
            throw new CommandRefusedException($"The message was not stored: {e.Message}", e);
        }

        return message.Id.ToString();
    }

    public ValueTask CreateQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator, "create queues");
        SendRequestRules.CheckQueueName(queue);
        try
        {
            Serving().Router.AddDestination(connection: null, Destination.Queue(queue));
        }
        catch (DestinationLimitException e)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, e.Message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<long> PurgeQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "purge queues");
        return Find(Serving(), queue).PurgeAsync(cancellationToken);
    }

    public async ValueTask DeleteQueueAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator, "delete queues");
        var serving = Serving();
        try
        {
            var destination = string.IsNullOrEmpty(queue) ? null : Destination.Queue(queue);
            if (destination is null || !serving.Router.Directory.QueuePatterns.Contains(destination)) destination = Find(serving, queue).Destination;
            await serving.Router.RemoveDestinationAsync(connection: null, destination).ConfigureAwait(false);
        }
        catch (InvalidDestinationException e)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, e.Message);
        }
    }

    private static void Require(User caller, UserRole role, string what)
    {
        if (caller.Role >= role) return;
        throw new CommandRefusedException(CommandRefusal.Forbidden, $"{caller.Name} may not {what}; that takes the role {role}.");
    }

    private static Queue Find(ServingBroker serving, string queue) =>
        (string.IsNullOrEmpty(queue) ? null : serving.Router.Directory.FindQueue(Destination.Queue(queue)))
        ?? throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no queue {queue}.");

    private ServingBroker Serving() =>
        _serving ?? throw new CommandRefusedException(CommandRefusal.NotServing, $"This node is {node.Role} and serves no messages now.");

    private static BrokerView Describe(BrokerView view, ServingBroker serving)
    {
        var waiting = 0L;
        var consumers = 0;
        var producers = 0;
        var queues = 0;
        foreach (var queue in serving.Router.Directory.Queues)
        {
            waiting += queue.Count;
            if (!queue.Destination.IsTemporary) queues++;
        }

        foreach (var connection in serving.Router.Connections)
        {
            consumers += connection.ConsumerCount;
            producers += connection.ProducerCount;
        }

        var usage = serving.Persistence.Usage;
        return view with
        {
            Connections = serving.Router.ConnectionCount,
            Consumers = consumers,
            Producers = producers,
            Queues = queues,
            Topics = serving.Router.Directory.Topics.Count(topic => !DestinationDirectory.IsAdvisory(topic.Destination)),
            MessagesWaiting = waiting,
            Enqueued = serving.Statistics.Enqueued,
            Dequeued = serving.Statistics.Dequeued,
            MemoryBytes = serving.Memory.UsedBytes,
            MemoryLimitBytes = serving.Memory.LimitBytes,
            StoreBytes = usage.UsedBytes,
            StoreLimitBytes = usage.LimitBytes,
            MemoryPercent = PercentOf(serving.Memory.UsedBytes, serving.Memory.LimitBytes),
            TempBytes = serving.Overflow.UsedBytes,
            TempLimitBytes = serving.Overflow.LimitBytes,
            TempPercent = PercentOf(serving.Overflow.UsedBytes, serving.Overflow.LimitBytes),
            StorePercent = PercentOf(usage.UsedBytes, usage.LimitBytes),
            StoreError = usage.WriteError,
            StoreDamage = serving.Recovery.Damage,
            BlockedProducers = serving.Statistics.BlockedProducers,
            ProtocolViolations = serving.Statistics.ProtocolViolations,
        };
    }

    private static QueueView Describe(ServingBroker serving, Queue queue) => new()
    {
        Name = queue.Destination.Name,
        Messages = queue.Count,
        InFlight = queue.InFlight,
        SizeBytes = queue.SizeBytes,
        Consumers = queue.ConsumerCount,
        SlowConsumers = queue.SlowConsumerCount,
        AbortedConsumers = queue.Statistics.AbortedConsumers,
        MessageGroups = queue.MessageGroupCount,
        Producers = queue.Statistics.Producers,
        BlockedProducers = queue.Statistics.BlockedProducers,
        BlockedSends = queue.Statistics.BlockedSends,
        BlockedTime = queue.Statistics.BlockedTime,
        Enqueued = queue.Statistics.Enqueued,
        Dequeued = queue.Statistics.Dequeued,
        Dispatched = queue.Statistics.Dispatched,
        Expired = queue.Statistics.Expired,
        EnqueuedPerSecond = queue.Statistics.EnqueuedPerSecond,
        DequeuedPerSecond = queue.Statistics.DequeuedPerSecond,
        IsDeadLetterQueue = serving.Router.Directory.IsDeadLetterDestination(queue.Destination),
        Forwarded = queue.Statistics.Forwarded,
    };

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(_samplePeriod, time);
        var last = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_serving is not { } serving) continue;
                _rates.Add(GetBroker(), time.GetUtcNow());
                var elapsed = time.GetElapsedTime(last);
                last = time.GetTimestamp();
                foreach (var queue in serving.Router.Directory.Queues) queue.Statistics.Sample(elapsed);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }
}
