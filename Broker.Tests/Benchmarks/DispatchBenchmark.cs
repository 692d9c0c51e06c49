using BenchmarkDotNet.Attributes;
using Broker.Core.Clients;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Benchmarks;

/// <summary>The engine alone: a non-persistent message from the router to a consumer that acknowledges it, through a sink that keeps nothing.</summary>
[MemoryDiagnoser]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls the cleanup.")]
public class DispatchBenchmark
{
    private readonly Destination _queue = Destination.Queue("BENCHMARK");
    private readonly Message _template = GoldenMessages.Text();
    private readonly ProducerId _producerId = new("ID:bench-1", 1, 1);
    private Router _router = null!;
    private MemoryPersistenceAdapter _persistence = null!;
    private ConnectionState _connection = null!;
    private ProducerState _producer = null!;
    private long _sequence;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _persistence = new();
        await _persistence.OpenAsync(CancellationToken.None);
        var directory = new DestinationDirectory(
            _persistence, new DestinationPolicies([]), new BrokerStatistics(), new MemoryUsage(256L * 1024 * 1024), TimeProvider.System, NullLogger.Instance);
        _router = new(new("bench", "ID:bench", "tcp://127.0.0.1:0", SendFailIfNoSpace: false), _persistence, directory, TimeProvider.System);
        var sink = new NullSink();
        _connection = _router.Connect(new() { ConnectionId = "ID:bench-1", ClientId = "bench" }, sink);
        await _router.SubscribeAsync(_connection, new() { ConsumerId = new("ID:bench-1", 1, 1), Destination = _queue, Prefetch = 1000 });
        _producer = await _router.AddProducerAsync(_connection, _producerId, _queue);
    }

    [GlobalCleanup]
    public ValueTask CleanupAsync() => _persistence.DisposeAsync();

    [Benchmark]
    public async Task SendDispatchAcknowledgeAsync()
    {
        var message = _template.Copy();
        message.Destination = _queue;
        message.Persistent = false;
        message.Producer = _producerId;
        message.Id = new(_producerId, ++_sequence);
        await _router.SendAsync(_connection, _producer, message);
        var acknowledgement = new Acknowledgement(AcknowledgeKind.Standard, message.Id, message.Id, Count: 1, PoisonCause: null);
        await _router.AcknowledgeAsync(_connection, new("ID:bench-1", 1, 1), acknowledgement, transaction: null);
    }

    private sealed class NullSink : IDeliverySink
    {
        public bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter) => true;

        public void SetPrefetch(ConsumerId consumer, int prefetch)
        {
        }

        public void CloseConsumer(ConsumerId consumer)
        {
        }

        public void Close(string reason)
        {
        }
    }
}
