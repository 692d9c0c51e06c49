using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Failover;

/// <summary>
/// Two real brokers on one store, Java clients behind <c>failover:(...)</c>, and something that goes wrong: nothing answered is lost,
/// nothing comes twice unannounced, and never do two brokers serve.
/// </summary>
/// <remarks>
/// One round of each kind, or <c>FAILOVER_ROUNDS</c>; see <see cref="FailoverSettings"/>. Benchmarks/failover/failover.sh runs them all.
/// </remarks>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Failover")]
public sealed class FailoverTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (store, kind) in Faults.All.Where(static row => FailoverSettings.IsWanted(row.Store, row.Kind))) rows.Add(store, kind);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task TakeOver_UnderLoad_LosesNothingAndRepeatsNothingUnannounced(string store, string kind)
    {
        output.WriteLine($"FAILOVER_SEED={FailoverSettings.Seed}");
        var row = await new FailoverRun(store, Faults.Get(store, kind), output).RunAsync(FailoverSettings.Rounds);
        output.WriteLine($"{FailoverRow.Header}\n{row}\n{row.Report.Text}");
        if (FailoverSettings.ResultsFile is { } file) await File.AppendAllTextAsync(file, File.Exists(file) ? $"{row}\n" : $"{FailoverRow.Header}\n{row}\n");

        Assert.True(row.Report.Answered > 0, row.Report.Text);
        // Another broker in this one's place is measured, and not judged.
        if (FailoverSettings.Peer is null) Assert.True(row.Findings is "", row.Findings);
    }
}
