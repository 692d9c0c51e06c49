using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Scheduling;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Fixtures;

/// <summary>The engine without protocols and ports: a router over an open store, on a clock that the test moves.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private int _connections;

    public EngineFixture(
        IPersistenceAdapter? persistence = null,
        long memoryLimit = long.MaxValue,
        bool sendFailIfNoSpace = false,
        RouterOptions? options = null,
        JobSchedulerOptions? scheduler = null,
        ILogger? logger = null,
        params IEnumerable<DestinationPolicy> policies)
    {
        Persistence = persistence ?? new MemoryPersistenceAdapter();
        Memory = new(memoryLimit);
        Directory = new(Persistence, new(policies), Statistics, Memory, Time, NullLogger.Instance, new(Options.BrokerId, Options.BrokerName, Options.BrokerUrl));
        Router = new((options ?? Options) with { SendFailIfNoSpace = sendFailIfNoSpace, Scheduler = scheduler ?? new() }, Persistence, Directory, Time, logger ?? Logs.CreateLogger("router")) { Authorization = Authorization };
    }

    /// <summary>A router as it is without any configuration.</summary>
    public static RouterOptions Options { get; } = new("broker", "ID:broker", "tcp://host:1", SendFailIfNoSpace: false);

    public ManualTime Time { get; } = new();

    public RecordingLoggers Logs { get; } = new();

    /// <summary>Rights, which are not checked until a test replaces them.</summary>
    public Authorization Authorization { get; } = new(new());

    public BrokerStatistics Statistics { get; } = new();

    public MemoryUsage Memory { get; }

    public IPersistenceAdapter Persistence { get; }

    public DestinationDirectory Directory { get; }

    public Router Router { get; }

    /// <summary>All queues keep so few bytes in memory that nearly everything waits in the store.</summary>
    public static DestinationPolicy SmallQueues(long memoryLimit = 4096, bool prioritized = false) =>
        new() { Queue = ">", MemoryLimit = memoryLimit, PrioritizedMessages = prioritized };

    public TestClient Connect(string? connectionId = null, string? clientId = null, bool failoverReconnect = false, User? user = null)
    {
        var number = Interlocked.Increment(ref _connections);
        connectionId ??= $"ID:client-{number}";
        return new(this, new() { ConnectionId = connectionId, ClientId = clientId ?? connectionId, FailoverReconnect = failoverReconnect, User = user });
    }

    /// <summary>The queue, made when it is new.</summary>
    public Queue Queue(string name) => Directory.GetOrAddQueue(Destination.Queue(name), out _);

    public async ValueTask DisposeAsync()
    {
        await Router.Scheduler.DisposeAsync();
        await Persistence.DisposeAsync();
    }
}
