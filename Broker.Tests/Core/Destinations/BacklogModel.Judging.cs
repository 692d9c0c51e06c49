using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <content>What must be true: after each step, when all have room, and at the end.</content>
internal sealed partial class BacklogModel
{
    // With every outbox open, nobody with room misses a message that waits and matches.
    private async Task SettleAsync()
    {
        await Eventually.DoneAsync(Task.WhenAll(_sends));
        foreach (var consumer in _consumers) consumer.Client.Sink.Drain(consumer.Client.State);
        for (var queue = 0; queue < Queues; queue++)
        {
            var one = queue;
            string? stranded = null;
            await Eventually.TrueAsync(async () => (stranded = await FindStrandedAsync(one)) is null, () => $"{_place}, step {_step}: {stranded}");
        }

        Check();
    }

    private async Task<string?> FindStrandedAsync(int queue)
    {
        var all = await _engine.Queue(NameOf(queue)).BrowseAsync(0, int.MaxValue, CancellationToken.None);
        var consumers = _consumers.Where(consumer => consumer.Queue == queue).ToList();
        if (consumers.Exists(consumer => consumer.Exclusive)) return null;
        lock (_lock)
        {
            foreach (var consumer in consumers.Where(consumer => consumer.HasRoom))
            {
                foreach (var message in all)
                {
                    var number = message.Id.ProducerSequence;
                    var expired = message.Expiration > 0 && message.Expiration <= _engine.Time.NowMilliseconds;
                    if (expired || _holders.ContainsKey(number) || _gone.Contains(number)) continue;
                    if (consumer.Wants(_sent[number], number)) return $"{number} waits for {consumer.Attached!.Id} ({consumer.Selector ?? "all"})";
                }
            }
        }

        return null;
    }

    private async Task EndAsync()
    {
        await SettleAsync();
        foreach (var consumer in _consumers.ToList()) Close(consumer);
        _engine.Time.Advance(TimeSpan.FromSeconds(10));
        await _engine.Directory.ExpireAsync(CancellationToken.None);
        var rest = new List<long>[Queues];
        for (var queue = 0; queue < Queues; queue++) rest[queue] = await DrainAsync(NameOf(queue));
        var buried = await DrainAsync("ActiveMQ.DLQ");
        Check();
        CompareFates(rest, buried);
        Assert.True(_engine.Memory.UsedBytes == 0, $"{_place}: {_engine.Memory.UsedBytes} bytes of memory are never given back");
    }

    private async Task<List<long>> DrainAsync(string name)
    {
        var queue = _engine.Queue(name);
        var consumer = await _engine.Connect().ConsumeAsync(name, prefetch: 100);
        var acknowledged = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var messages = consumer.Messages;
                if (messages.Count > acknowledged) await consumer.AcknowledgeAsync(messages[^1], count: messages.Count - acknowledged);
                acknowledged = messages.Count;
                return queue.Count == 0 && queue.InFlight == 0;
            },
            () => $"{_place}: {name} still has {queue.Count} messages, {queue.InFlight} in flight, after {acknowledged} were drained");
        Assert.True(queue.SizeBytes == 0, $"{_place}: {name} is empty and has {queue.SizeBytes} bytes");
        consumer.Close();
        return consumer.Numbers;
    }

    private void CompareFates(List<long>[] rest, List<long> buried)
    {
        for (var queue = 0; queue < Queues; queue++)
        {
            var mine = _sent.Where(pair => pair.Value.Queue == queue && pair.Value.Fate != Fate.RolledBack).ToList();
            var found = rest[queue].Concat(buried.Where(number => _sent[number].Queue == queue)).ToList();
            var twice = found.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
            Assert.True(twice.Count == 0, $"{_place}: twice: {string.Join(' ', twice)}");
            var consumed = mine.Where(pair => pair.Value.Fate == Fate.Consumed).Select(pair => pair.Key).ToHashSet();
            var again = found.Where(consumed.Contains).ToList();
            Assert.True(again.Count == 0, $"{_place}: consumed and still there: {string.Join(' ', again)}");
            var notBuried = mine.Where(pair => pair.Value.Fate == Fate.Buried && !buried.Contains(pair.Key)).Select(pair => pair.Key).ToList();
            Assert.True(notBuried.Count == 0, $"{_place}: given up and not in the dead-letter queue: {string.Join(' ', notBuried)}");

            // What nobody consumed and nobody finds was purged, or had expired and was not worth keeping.
            var lost = mine.Where(pair => !consumed.Contains(pair.Key) && !found.Contains(pair.Key)).Select(pair => pair.Key).ToList();
            var statistics = _engine.Queue(NameOf(queue)).Statistics;
            var expiredHere = statistics.Expired - mine.Count(pair => pair.Value.ExpiredAtClient);
            var expiredAndKept = mine.Count(pair => pair.Value.Fate == Fate.Unknown && buried.Contains(pair.Key));
            Assert.True(
                lost.Count - _purged[queue] == expiredHere - expiredAndKept,
                $"{_place}: {NameOf(queue)} misses {lost.Count}, purged {_purged[queue]}, expired {expiredHere}, of these kept {expiredAndKept}: {string.Join(' ', lost.Take(20))}");
            Assert.True(statistics.Enqueued == mine.Count, $"{_place}: {statistics.Enqueued} enqueued, {mine.Count} sent");
        }
    }

    private void Check()
    {
        lock (_lock) Assert.True(_errors.Count == 0, $"{_place}, step {_step}: {string.Join("; ", _errors.Take(5))}");
    }
}
