using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;
using Xunit.Abstractions;

namespace Broker.Tests.Core.Destinations;

/// <summary>Thousands of random operations, over each store, on queues that hold next to nothing in memory.</summary>
public sealed class BacklogModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RandomOperations_MemoryStore_EveryMessageHasOneFate(bool prioritized) =>
        RunAsync(() => new MemoryPersistenceAdapter(), prioritized, runs: 6, steps: 3000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RandomOperations_StoreThatTakesItsTimeToNote_NothingIsDeliveredBefore(bool prioritized)
    {
        static IPersistenceAdapter Create() => new FaultyPersistence(new MemoryPersistenceAdapter()) { BeforeNoting = static _ => Task.Run(static () => { }) };
        return RunAsync(Create, prioritized, runs: 3, steps: 3000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RandomOperations_Journal_EveryMessageHasOneFate(bool prioritized)
    {
        using var directory = new TemporaryDirectory();
        var run = 0;
        IPersistenceAdapter Create() => new JournalPersistenceAdapter(new() { Directory = Path.Combine(directory.Path, $"{run++}"), SegmentSizeBytes = 256 * 1024 }, MasterTenure.Unlimited(TimeProvider.System));
        await RunAsync(Create, prioritized, runs: 2, steps: 1500);
    }

    private async Task RunAsync(Func<IPersistenceAdapter> create, bool prioritized, int runs, int steps)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        for (var run = 0; run < runs; run++)
        {
            var persistence = create();
            await persistence.OpenAsync(CancellationToken.None);
            await using var model = new BacklogModel(persistence, prioritized, seed + run);
            await model.RunAsync(steps);
        }
    }
}
