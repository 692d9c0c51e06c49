using Broker.Storage.Encodings;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Journal;

/// <summary>What a million waiting messages or jobs cost in memory. Alone in the process: the heap is everybody's.</summary>
[Collection(MeasuringCollection.Name)]
public sealed class IndexMemoryTests(ITestOutputHelper output)
{
    private const int Million = 1_000_000;

    [Fact]
    public void AMillionMessages_CostAtMostFortyBytesEach()
    {
        var index = new MessageIndex();
        var each = BytesEach(() =>
        {
            for (var i = 1; i <= Million; i++)
            {
                index.Add(new IndexEntry(new MessageFacts(i, 4, 0, 2048), new JournalLocation(1, (uint)i), 1024, transient: false));
            }
        });

        Assert.Equal(Million, index.Count);
        Assert.InRange(each, 0, 40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AMillionJobs_CostAtMostAHundredAndTwentyBytesEach(bool inOrder)
    {
        var index = new JobIndex();
        var each = BytesEach(() =>
        {
            for (var i = 1; i <= Million; i++)
            {
                // Times by a multiplicative hash: in no order at all.
                var due = inOrder ? i : (long)(uint)(i * 2_654_435_761L);
                index.Add(new JobPlace(JobId.ToBytes($"ID:host.example-41023-1763640000000-{i % 97}:1:1:1:{i}"), due, i, IsPaused: false, new JournalLocation(1, (uint)i), 1024));
            }
        });

        Assert.Equal(Million, index.Count);
        Assert.InRange(each, 0, 120);
    }

    private double BytesEach(Action fill)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        fill();
        var each = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Million;
        output.WriteLine($"{each:F1} bytes each");
        return each;
    }
}
