using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Xunit.Abstractions;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>Random operations against a model; now and then the directory is copied as a crash would leave it, and compared.</summary>
public sealed class JournalModelTests(ITestOutputHelper output)
{
    private const int Steps = 3000;

    [Fact]
    public async Task RandomOperations_CrashesInBetween_EverythingAnsweredIsThere()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        for (var run = 0; run < 3; run++)
        {
            await RunAsync(seed + run);
        }
    }

    private static async Task RunAsync(int seed)
    {
#pragma warning disable CA5394 // The test wants to repeat its choices, not to hide them.
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 8192, checkpointBytes: 30_000);
        var model = Enumerable.Range(0, 3).Select(_ => new SortedDictionary<long, byte[]>()).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var one = random.Next(3);
            var store = adapter.OpenQueue(Name(one));
            switch (random.Next(100))
            {
                case < 55:
                    var message = StoreMessages.Create(Name(one), random.Next(300));
                    await store.AppendAsync(message);
                    model[one].Add(message.Sequence, message.Content!);
                    break;
                case < 85 when model[one].Count > 0:
                    var gone = model[one].Keys.ElementAt(random.Next(model[one].Count));
                    store.Remove(Key(gone));
                    model[one].Remove(gone);
                    break;
                case < 95:
                    await CommitAsync(adapter, model, random);
                    break;
                case 95:
                    store.RemoveAll();
                    model[one].Clear();
                    break;
                case 96:
                    await adapter.Reclaimer.ReclaimAsync();
                    break;
                case 97:
                    await adapter.RemoveDestinationAsync(Name(one));
                    model[one].Clear();
                    break;
                case 98:
                    await adapter.DisposeAsync();
                    (adapter, var report) = await OpenAsync(directory, segmentBytes: 8192, checkpointBytes: 30_000);
                    Assert.True(report.Damage.Count == 0 && report.ReplayedRecords == 0, $"seed {seed} step {step}: {string.Join(' ', report.Damage)}");
                    break;
                default:
                    await CompareAfterCrashAsync(adapter, directory, model, $"seed {seed} step {step}");
                    break;
            }
        }

        await adapter.DisposeAsync();
#pragma warning restore CA5394
    }

    // The journal finds its messages by sequence alone.
    private static MessageKey Key(long sequence) => new(sequence, SizeBytes: 0, Priority: 4, Persistent: true, Expires: false);

    private static async Task CommitAsync(JournalPersistenceAdapter adapter, SortedDictionary<long, byte[]>[] model, Random random)
    {
#pragma warning disable CA5394
        var transaction = adapter.Transactions.Begin();
        var appended = new List<(int One, Message Message)>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var one = random.Next(3);
            var message = StoreMessages.Create(Name(one), random.Next(3000));
            transaction.Append(adapter.OpenQueue(Name(one)), message);
            appended.Add((one, message));
        }

        var from = random.Next(3);
        var gone = model[from].Keys.Take(random.Next(3)).ToList();
        gone.ForEach(sequence => transaction.Remove(adapter.OpenQueue(Name(from)), Key(sequence)));
        await transaction.CommitAsync();
        gone.ForEach(sequence => model[from].Remove(sequence));
        appended.ForEach(item => model[item.One].Add(item.Message.Sequence, item.Message.Content!));
#pragma warning restore CA5394
    }

    private static async Task CompareAfterCrashAsync(JournalPersistenceAdapter adapter, TemporaryDirectory directory, SortedDictionary<long, byte[]>[] model, string place)
    {
        await adapter.FlushAsync();
        using var crashed = directory.CopyAsAfterCrash();
        var (again, report) = await OpenAsync(crashed, segmentBytes: 8192);
        Assert.True(report.Damage.Count == 0, $"{place}: {string.Join(' ', report.Damage)}");
        for (var one = 0; one < 3; one++)
        {
            var read = await ReadAsync(again.OpenQueue(Name(one)));
            Assert.True(model[one].Keys.SequenceEqual(read.Select(message => message.Sequence)), $"{place}, queue {one}: expected {model[one].Count}, found {read.Count}");
            Assert.All(read, message => Assert.Equal(model[one][message.Sequence], message.Content));
        }

        await again.DisposeAsync();
    }

    private static Destination Name(int one) => Destination.Queue("Q" + one);
}
