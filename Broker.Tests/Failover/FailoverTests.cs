using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Failover;

/// <summary>
/// Two real brokers on one store, Java clients behind <c>failover:(...)</c>, and something that goes wrong: nothing answered is lost,
/// nothing comes twice unannounced, and never do two brokers serve.
/// </summary>
/// <remarks>
/// One round of each kind, all of a store's under one load. With <c>FAILOVER_ROUNDS</c> that many, each kind by itself, as
/// Benchmarks/failover/failover.sh runs them; see <see cref="FailoverSettings"/>.
/// </remarks>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Failover")]
public sealed class FailoverTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (store, all) in Faults.All)
        {
            var kinds = all.Select(static fault => fault.Name).Where(kind => FailoverSettings.IsWanted(store, kind)).ToList();
            if (FailoverSettings.Rounds is not 1) foreach (var kind in kinds) rows.Add(store, kind);
            else if (kinds.Count > 0) rows.Add(store, string.Join(", ", kinds));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task TakeOver_UnderLoad_LosesNothingAndRepeatsNothingUnannounced(string store, string kinds)
    {
        output.WriteLine($"FAILOVER_SEED={FailoverSettings.Seed}");
        var row = await new FailoverRun(store, Faults.Get(store, kinds), output).RunAsync(FailoverSettings.Rounds);
        output.WriteLine($"{FailoverRow.Header}\n{row}\n{row.Report.Text}");
        if (FailoverSettings.ResultsFile is { } file) await File.AppendAllTextAsync(file, File.Exists(file) ? $"{row}\n" : $"{FailoverRow.Header}\n{row}\n");

        Assert.True(row.Report.Answered > 0, row.Report.Text);
        // Another broker in this one's place is measured, and not judged.
        if (FailoverSettings.Peer is null) Assert.True(row.Findings is "", row.Findings);
    }
}
