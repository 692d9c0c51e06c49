using System.Text;
using Broker.Storage.Encodings;
using Broker.Storage.Journal;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Journal;

public sealed class JobIndexTests(ITestOutputHelper output)
{
    [Fact]
    public void RandomChanges_ComparedWithASortedSet_SameOrderAndPlaces()
    {
#pragma warning disable CA5394 // The test wants to repeat its choices, not to hide them.
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var index = new JobIndex();
        var model = new Dictionary<string, JobPlace>(StringComparer.Ordinal);
        for (var step = 0; step < 60_000; step++)
        {
            // It grows, is thinned out, and grows again.
            var id = $"ID:{random.Next(6000)}";
            var known = index.TryGet(JobId.ToBytes(id), out var found);
            Assert.Equal(model.TryGetValue(id, out var expected), known);
            if (known) Assert.Equal((expected.Due, expected.Version), (found.Due, found.Version));
            if (known && random.Next(100) < (step / 20_000 == 1 ? 95 : 40)) Remove(id);
            else if (!known && step / 20_000 != 1) Add(id, step);
            else if (known) Relocate(id, step);
        }

        Same();
        foreach (var id in model.Keys.ToList()) Remove(id);
        Assert.Equal(0, index.Count);
        Assert.Null(index.FirstWaitingDue);
        Assert.Equal(0, index.Copy(JobCursor.Start, long.MaxValue, new JobPlace[1]));

        void Add(string id, int step)
        {
            var place = new JobPlace(JobId.ToBytes(id), random.Next(50), step, random.Next(3) == 0, new JournalLocation(1, (uint)step), step);
            index.Add(place);
            model.Add(id, place);
        }

        void Remove(string id)
        {
            Assert.True(index.TryRemove(JobId.ToBytes(id), out var removed));
            Assert.Equal(model[id].Location, removed.Location);
            model.Remove(id);
        }

        void Relocate(string id, int step)
        {
            index.Relocate(JobId.ToBytes(id), new JournalLocation(2, (uint)step), step);
            model[id] = model[id] with { Location = new JournalLocation(2, (uint)step), RecordLength = step };
        }

        void Same()
        {
            var sorted = model.OrderBy(pair => pair.Value.Due).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList();
            Assert.Equal(sorted.Count, index.Count);
            Assert.Equal(sorted.Where(place => !place.IsPaused).Select(place => (long?)place.Due).FirstOrDefault(), index.FirstWaitingDue);
            Assert.Equal(sorted.Select(Text), Walk(JobCursor.Start, long.MaxValue).Select(Text));
            Assert.Equal(sorted.Where(place => place.Due is >= 10 and <= 20).Select(Text), Walk(new JobCursor(10, null), 20).Select(Text));
        }

        List<JobPlace> Walk(JobCursor cursor, long through)
        {
            var walked = new List<JobPlace>();
            var page = new JobPlace[97];
            for (var count = index.Copy(cursor, through, page); count > 0; count = index.Copy(cursor, through, page))
            {
                walked.AddRange(page[..count]);
                cursor = JobCursor.Behind(page[count - 1]);
            }

            return walked;
        }
#pragma warning restore CA5394

        static string Text(JobPlace place) =>
            $"{place.Due} {Encoding.UTF8.GetString(place.Id.Span)} {place.Version} {place.IsPaused} {place.Location} {place.RecordLength}";
    }
}
