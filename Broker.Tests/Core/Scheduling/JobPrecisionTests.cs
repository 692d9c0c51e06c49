using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Scheduling;

/// <summary>On the real clock. How precise it is on an idle machine is measured by the benchmark of the same subject.</summary>
public sealed class JobPrecisionTests
{
    private const int Jobs = 2000;

    [Fact]
    public async Task Run_AThousandJobsASecond_NoneEarlyAndNoneLost()
    {
        await using var persistence = new MemoryPersistenceAdapter();
        var directory = new Broker.Core.Destinations.DestinationDirectory(
            persistence, new DestinationPolicies([]), new(), new(long.MaxValue), TimeProvider.System, NullLogger.Instance);
        var router = new Router(new("broker", "ID:broker", "tcp://host:1", SendFailIfNoSpace: false), persistence, directory, TimeProvider.System);
        await using var scheduler = router.Scheduler;
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 300;
        await ScheduleAsync(persistence, start);
        scheduler.Start();
        var queue = directory.GetOrAddQueue(Destination.Queue("Q"), out _);
        await Eventually.TrueAsync(() => queue.Count == Jobs, () => $"{queue.Count} of {Jobs} were delivered.");

        var delivered = await queue.BrowseAsync(0, Jobs, CancellationToken.None);
        var late = delivered.Select(message => message.BrokerInTime - start - message.Id.ProducerSequence).Order().ToList();
        Assert.Equal(Jobs, delivered.Select(message => message.Id).Distinct().Count());
        Assert.True(late[0] >= 0, $"One came {-late[0]} ms early.");
        // On a machine that does ten other things; a scheduler that looks once in half a second fails.
        Assert.True(late[Jobs / 2] < 200, $"Half of them came {late[Jobs / 2]} ms late or more.");
    }

    private static async Task ScheduleAsync(MemoryPersistenceAdapter persistence, long start)
    {
        var transaction = persistence.Transactions.Begin();
        for (var number = 0; number < Jobs; number++)
        {
            var message = new Message { Id = new(new("ID:x", 1, 1), number), Destination = Destination.Queue("Q"), Persistent = true };
            transaction.PutJob(new() { Id = message.Id.ToString(), Due = start + number, Message = message });
        }

        await transaction.CommitAsync();
    }
}
