using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>
/// A master stands still somewhere between two calls of its disk, another takes over and works, the first goes on in between, and a third one
/// looks at what is left: hundreds of schedules by chance.
/// </summary>
public sealed class JournalTakeoverModelTests(ITestOutputHelper output)
{
    private const int Schedules = 300;

    [Fact]
    public async Task RandomSchedules_OldMasterGoesOn_NothingAnsweredIsLostAndNothingLateIsFound()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var held = 0;
        for (var one = 0; one < Schedules; one++)
        {
            var schedule = new Schedule(seed + one);
            await schedule.RunAsync();
            if (schedule.WasHeld) held++;
        }

        output.WriteLine($"{held} of {Schedules} were held in the middle of something");
        Assert.True(held > Schedules / 2, "Most schedules ended before the old master stood still.");
    }

#pragma warning disable CA5394 // The test wants to repeat its choices, not to hide them.
    private sealed class Schedule(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly HeldDisk _disk = new();
        private readonly List<(Message Message, Task Stored)> _sent = [];
        private readonly List<Task> _work = [];
        private HashSet<long> _atTakeover = [];

        public bool WasHeld { get; private set; }

        private string Name => $"schedule {seed}";

        public async Task RunAsync()
        {
            using var directory = new TemporaryDirectory();
            var tenure = MasterTenure.Unlimited(TimeProvider.System);
            var (old, _) = await OpenAsync(directory, _disk, 4096, checkpointBytes: 3000, tenure);
            var removed = await PrepareAsync(old);
            _disk.HoldAfter(_random.Next(14));
            for (var i = _random.Next(1, 12); i > 0; i--) Begin(old);
            await Eventually.TrueAsync(() => _disk.IsHeld || _work.TrueForAll(task => task.IsCompleted));
            WasHeld = _disk.IsHeld;

            var (next, found) = await TakeOverAsync(directory, epoch: 1);
            var model = found;
            await WorkAsync(next, model, old);
            _disk.GoOn();
            for (var i = _random.Next(6); i > 0; i--)
            {
                Begin(old);
                await WorkAsync(next, model, old);
            }

            await SettleAsync();
            await Assert.ThrowsAsync<FencedException>(async () => await old.FlushAsync());
            Assert.True(tenure.IsOver, Name);
            await old.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
            await WorkAsync(next, model, old: null);
            Same(model, await IdsAsync(next), "the next master");

            // What was answered before the takeover was found by it, and nothing was answered that was not.
            foreach (var id in _sent.Where(sent => sent.Stored.IsCompletedSuccessfully).Select(sent => sent.Message.Id.ProducerSequence))
            {
                Assert.True(_atTakeover.Contains(id) || removed.Contains(id), $"{Name}: message {id} was answered and is lost.");
            }

            if (_random.Next(2) == 0)
            {
                await next.FlushAsync();
                using var crashed = directory.CopyAsAfterCrash();
                await CheckThirdAsync(crashed, model);
                await next.DisposeAsync();
                return;
            }

            await next.DisposeAsync();
            await CheckThirdAsync(directory, model);
        }

        private async Task<HashSet<long>> PrepareAsync(JournalPersistenceAdapter old)
        {
            var removed = new HashSet<long>();
            var queue = old.OpenQueue(Queue);
            for (var i = _random.Next(60); i > 0; i--)
            {
                var message = StoreMessages.Create(Queue, _random.Next(300));
                var stored = queue.AppendAsync(message).AsTask();
                _sent.Add((message, stored));
                await stored;
                if (_random.Next(3) > 0) continue;
                queue.Remove(MessageKey.Of(message));
                removed.Add(message.Id.ProducerSequence);
            }

            await old.FlushAsync();
            return removed;
        }

        private void Begin(JournalPersistenceAdapter old)
        {
            switch (_random.Next(10))
            {
                case < 6:
                    Send(old, _random.Next(1500));
                    break;
                case 6:
                    _work.Add(Task.Run(() => old.Reclaimer.CheckpointAsync()));
                    break;
                case 7:
                    _work.Add(Task.Run(() => old.Reclaimer.ReclaimAsync()));
                    break;
                case 8:
                    _work.Add(Task.Run(async () => await old.FlushAsync()));
                    break;
                default:
                    Send(old, 6000);
                    break;
            }
        }

        private void Send(JournalPersistenceAdapter old, int bytes)
        {
            var message = StoreMessages.Create(Queue, bytes);
            var stored = old.OpenQueue(Queue).AppendAsync(message).AsTask();
            _sent.Add((message, stored));
            _work.Add(stored);
        }

        // Each either succeeds or fails as something of the storage.
        private async Task SettleAsync()
        {
            foreach (var task in _work)
            {
                try
                {
                    await task.WaitAsync(Eventually.Patience);
                }
                catch (IOException)
                {
                    // That is how an old master's work ends.
                }
            }
        }

        private async Task<(JournalPersistenceAdapter Adapter, List<long> Found)> TakeOverAsync(TemporaryDirectory directory, long epoch)
        {
            Assert.True(new JournalLayout(directory.Path, new JournalDisk()).TryAdvance(epoch));
            var tenure = new MasterTenure(new Fence(epoch + 1), TimeProvider.System, long.MaxValue);
            var (adapter, report) = await OpenAsync(directory, segmentBytes: 4096, checkpointBytes: 3000, tenure: tenure);
            Assert.True(report.Damage.Count == 0, $"{Name}: {string.Join(' ', report.Damage)}");
            var found = await IdsAsync(adapter);
            if (epoch == 1) _atTakeover = [.. found];
            return (adapter, found);
        }

        private async Task WorkAsync(JournalPersistenceAdapter next, List<long> model, JournalPersistenceAdapter? old)
        {
            var queue = next.OpenQueue(Queue);
            for (var i = _random.Next(12); i > 0; i--)
            {
                switch (_random.Next(12))
                {
                    case < 8:
                        var message = StoreMessages.Create(Queue, _random.Next(1200));
                        await queue.AppendAsync(message);
                        model.Add(message.Id.ProducerSequence);
                        break;
                    case 8:
                        await next.Reclaimer.ReclaimAsync();
                        break;
                    case 9:
                        await next.Reclaimer.CheckpointAsync();
                        break;
                    case 10:
                        queue.RemoveAll();
                        model.Clear();
                        await next.Reclaimer.ReclaimAsync();
                        break;
                    case 11 when old is not null:
                        Begin(old);
                        break;
                }
            }
        }

        private async Task CheckThirdAsync(TemporaryDirectory directory, List<long> model)
        {
            var (third, found) = await TakeOverAsync(directory, epoch: 2);
            Same(model, found, "the one after it");
            await third.DisposeAsync();
        }

        private void Same(List<long> expected, List<long> found, string who) => Assert.True(
            expected.SequenceEqual(found), $"{Name}: {who} should have {string.Join(',', expected)} and has {string.Join(',', found)}");

        private static async Task<List<long>> IdsAsync(JournalPersistenceAdapter adapter) =>
            [.. (await ReadAsync(adapter.OpenQueue(Queue))).Select(message => message.Id.ProducerSequence)];
    }
#pragma warning restore CA5394
}
