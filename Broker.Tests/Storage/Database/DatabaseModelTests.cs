using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Database;

/// <summary>Random operations against a model; now and then the store is taken over by a new tenure, and compared.</summary>
public sealed class DatabaseModelTests(ITestOutputHelper output)
{
    private const int Steps = 1500;
    private const int Queues = 3;

    [Fact]
    public async Task RandomOperations_TakenOverInBetween_EverythingAnsweredIsThere()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await RunAsync(await SharedMariaDb.CreateDatabaseAsync(), seed);
    }

    [Fact]
    public async Task Open_ManyMessages_ReadsNoneOfThem()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = server.ConnectionString;
        await using (var store = await DatabaseStore.OpenAsync(database))
        {
            var message = StoreMessages.Create(DatabaseStore.Queue);
            await store.Store.AppendAsync(message);
        }

        DatabaseFixture.Execute(
            database,
            "INSERT INTO broker_message SELECT m.lane,m.sequence+s.seq,m.size,m.payload FROM broker_message m, seq_1_to_200000 s",
            "REPLACE INTO broker_lane SELECT lane,COUNT(*),SUM(size),0,0 FROM broker_message GROUP BY lane",
            "UPDATE broker_fence SET tail='',last_sequence=last_sequence+200000");
        var before = await RowsReadAsync(server);
        await using var later = await DatabaseStore.OpenAsync(database, epoch: 2);
        Assert.Equal(200_001, later.Store.Count);
        Assert.InRange(await RowsReadAsync(server) - before, 0, 20_000);
    }

    private static async Task<long> RowsReadAsync(MariaDbServer server) => long.Parse(
        (await server.ExecuteAsRootAsync("SHOW GLOBAL STATUS LIKE 'Rows_read'")).Split('\t')[1],
        System.Globalization.CultureInfo.InvariantCulture);

    private static async Task RunAsync(string database, int seed)
    {
#pragma warning disable CA5394 // The test wants to repeat its choices, not to hide them.
        var random = new Random(seed);
        var epoch = 1;
        var store = await DatabaseStore.OpenAsync(database, epoch);
        var model = Enumerable.Range(0, Queues).Select(_ => new SortedDictionary<long, Message>()).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var place = $"seed {seed} step {step}";
            var one = random.Next(Queues);
            var queue = store.Adapter.OpenQueue(Name(one));
            switch (random.Next(100))
            {
                case < 45:
                    var message = Create(random, one);
                    await queue.AppendAsync(message);
                    model[one].Add(message.Sequence, message);
                    break;
                case < 75 when model[one].Count > 0:
                    var gone = model[one].Values.ElementAt(random.Next(model[one].Count));
                    queue.Remove(MessageKey.Of(gone));
                    model[one].Remove(gone.Sequence);
                    break;
                case < 90:
                    await CommitAsync(store, model, random);
                    break;
                case < 93:
                    await CompareAsync(store, model, place);
                    break;
                case 93:
                    Assert.Equal(model[one].Count, queue.RemoveAll());
                    model[one].Clear();
                    break;
                case 94:
                    await store.Adapter.RemoveDestinationAsync(Name(one));
                    model[one].Clear();
                    break;
                case 95:
                    queue.Remove(new MessageKey(long.MaxValue >> 8, 1100, (byte)random.Next(10), Persistent: true, Expires: false));
                    await store.Adapter.FlushAsync();
                    break;
                case 96:
                    await store.DisposeAsync();
                    store = await DatabaseStore.OpenAsync(database, ++epoch);
                    await CompareAsync(store, model, place);
                    break;
                case 97:
                    await store.Adapter.FlushAsync();
                    await using (var late = store)
                    {
                        store = await DatabaseStore.OpenAsync(database, ++epoch);
                        await Assert.ThrowsAsync<FencedException>(async () => await late.Store.AppendAsync(Create(random, one)));
                    }

                    await CompareAsync(store, model, place);
                    break;
                default:
                    await store.Adapter.FlushAsync();
                    break;
            }
        }

        await CompareAsync(store, model, $"seed {seed} end");
        await store.DisposeAsync();
    }

    private static Message Create(Random random, int one)
    {
        var message = StoreMessages.Create(Name(one), random.Next(random.Next(10) == 0 ? 40_000 : 300));
        message.Priority = (byte)(random.Next(2) == 0 ? 4 : random.Next(10));
        if (random.Next(4) == 0) message.Expiration = 1 + random.Next(1000);
        return message;
    }

    private static async Task CommitAsync(DatabaseStore store, SortedDictionary<long, Message>[] model, Random random)
    {
        var transaction = store.Adapter.Transactions.Begin();
        var appended = new List<(int One, Message Message)>();
        for (var i = random.Next(1, 5) * random.Next(1, 30); i > 0; i--)
        {
            var one = random.Next(Queues);
            var message = Create(random, one);
            transaction.Append(store.Adapter.OpenQueue(Name(one)), message);
            appended.Add((one, message));
        }

        var from = random.Next(Queues);
        var gone = model[from].Values.Take(random.Next(40)).ToList();
        gone.ForEach(message => transaction.Remove(store.Adapter.OpenQueue(Name(from)), MessageKey.Of(message)));
        await transaction.CommitAsync();
        gone.ForEach(message => model[from].Remove(message.Sequence));
        appended.ForEach(item => model[item.One].Add(item.Message.Sequence, item.Message));
    }
#pragma warning restore CA5394

    private static async Task CompareAsync(DatabaseStore store, SortedDictionary<long, Message>[] model, string place)
    {
        for (var one = 0; one < Queues; one++)
        {
            var queue = store.Adapter.OpenQueue(Name(one));
            var read = new List<Message>();
            await queue.ReadAsync(new MessageRange(0, int.MaxValue), read, CancellationToken.None);
            Assert.True(model[one].Keys.SequenceEqual(read.Select(message => message.Sequence)), $"{place}, queue {one}: expected {model[one].Count}, found {read.Count}");
            Assert.All(read, message => Assert.Equal(model[one][message.Sequence].Content, message.Content));
            Assert.True(model[one].Count == queue.Count, $"{place}, queue {one}: counted {queue.Count} of {model[one].Count}");
            Assert.True(model[one].Values.Sum(message => (long)message.SizeBytes) == queue.SizeBytes, $"{place}, queue {one}: bytes");
            var expired = new List<Message>();
            await queue.ReadExpiredAsync(500, int.MaxValue, expired, CancellationToken.None);
            Assert.Equal(model[one].Values.Count(message => message.IsExpired(500)), expired.Count);
        }
    }

    private static Destination Name(int one) => Destination.Queue("Q" + one);
}
