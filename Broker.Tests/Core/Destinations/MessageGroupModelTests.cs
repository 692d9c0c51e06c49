using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Core.Destinations;

/// <summary>Thousands of random operations on message groups; the seed is printed.</summary>
public sealed class MessageGroupModelTests(ITestOutputHelper output)
{
    [Fact]
    public Task RandomOperations_MemoryStore_OrderAndOwnershipHold() => RunAsync(static () => new MemoryPersistenceAdapter(), runs: 10, steps: 2000);

    [Fact]
    public Task RandomOperations_StoreThatTakesItsTimeToNote_OrderAndOwnershipHold() => RunAsync(
        static () => new FaultyPersistence(new MemoryPersistenceAdapter()) { BeforeNoting = static _ => Task.Run(static () => { }) }, runs: 4, steps: 2000);

    private async Task RunAsync(Func<IPersistenceAdapter> create, int runs, int steps)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        for (var run = 0; run < runs; run++)
        {
            var persistence = create();
            await persistence.OpenAsync(CancellationToken.None);
            await using var model = new MessageGroupModel(persistence, seed + run);
            await model.RunAsync(steps);
        }
    }
}
