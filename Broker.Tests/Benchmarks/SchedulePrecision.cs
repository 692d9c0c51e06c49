using System.Globalization;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Benchmarks;

/// <summary>How late scheduled messages are delivered, at a thousand a second: not how fast, so no matter for BenchmarkDotNet.</summary>
/// <remarks>Fails when the 99th percentile is 20 ms or more. From the due time to the moment the message is handed to its queue.</remarks>
internal static class SchedulePrecision
{
    private const int PerSecond = 1000;
    private const int Seconds = 5;
    private const int Jobs = PerSecond * Seconds;
    private const long Limit = 20;

    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(TextWriter output)
    {
        await using var persistence = new MemoryPersistenceAdapter();
        var router = await OpenAsync(persistence);
        await using var scheduler = router.Scheduler;
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1000;
        await ScheduleAsync(persistence, start);
        scheduler.Start();
        var queue = router.Directory.GetOrAddQueue(Destination.Queue("Q"), out _);
        while (queue.Count < Jobs) await Task.Delay(100);
        var delivered = await queue.BrowseAsync(0, Jobs, CancellationToken.None);
        var late = delivered.Select(message => message.BrokerInTime - start - (message.Id.ProducerSequence * 1000 / PerSecond)).Order().ToList();
        var p99 = late[Jobs * 99 / 100];
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{Jobs} jobs, {PerSecond}/s: late by {late[0]} ms at least, {late[Jobs / 2]} ms median, {p99} ms p99, {late[^1]} ms at most"));
        return p99 < Limit && late[0] >= 0 ? 0 : 1;
    }

    private static async Task<Router> OpenAsync(MemoryPersistenceAdapter persistence)
    {
        await persistence.OpenAsync(CancellationToken.None);
        var directory = new DestinationDirectory(
            persistence, new DestinationPolicies([]), new(), new(long.MaxValue), TimeProvider.System, NullLogger.Instance);
        return new(new("broker", "ID:broker", "tcp://host:1", SendFailIfNoSpace: false), persistence, directory, TimeProvider.System);
    }

    private static async Task ScheduleAsync(MemoryPersistenceAdapter persistence, long start)
    {
        var transaction = persistence.Transactions.Begin();
        for (var number = 0; number < Jobs; number++)
        {
            var message = new Message { Id = new(new("ID:x", 1, 1), number), Destination = Destination.Queue("Q"), Persistent = true };
            transaction.PutJob(new() { Id = message.Id.ToString(), Due = start + (number * 1000L / PerSecond), Message = message });
        }

        await transaction.CommitAsync();
    }
}
