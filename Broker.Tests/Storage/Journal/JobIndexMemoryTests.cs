using Broker.Storage.Encodings;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Journal;

/// <summary>What the index costs; what other tests hold at the same time would be counted too.</summary>
[Collection(MeasuringCollection.Name)]
public sealed class JobIndexMemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AMillionJobs_CostAtMostAHundredAndTwentyBytesEach(bool inOrder)
    {
        const int Jobs = 1_000_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new JobIndex();
        for (var i = 0; i < Jobs; i++)
        {
            // Times by a multiplicative hash: in no order at all.
            var due = inOrder ? i : (long)(uint)(i * 2_654_435_761L);
            index.Add(new JobPlace(JobId.ToBytes($"ID:host.example-41023-1763640000000-{i % 97}:1:1:1:{i}"), due, i, IsPaused: false, new JournalLocation(1, (uint)i), 1024));
        }

        var perJob = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Jobs;
        output.WriteLine($"{perJob:F1} bytes a job");
        Assert.Equal(Jobs, index.Count);
        Assert.InRange(perJob, 0, 120);
    }
}
