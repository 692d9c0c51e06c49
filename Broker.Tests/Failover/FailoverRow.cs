using System.Globalization;
using Broker.Tests.Interop;

namespace Broker.Tests.Failover;

/// <summary>One row of the table: what all rounds of a run came to.</summary>
internal sealed record FailoverRow
{
    public const string Header =
        "| store | kind | rounds | lease s | answered | lost | unflagged | stored twice | overlaps | epochs | gap s median | max | bar |\n"
        + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |";

    public required string Store { get; init; }

    /// <summary>The kinds of rounds.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>For each round, the longest that clients were without service.</summary>
    public required IReadOnlyList<FailoverGap> Gaps { get; init; }

    /// <summary>Takeovers in all rounds.</summary>
    public required long Epochs { get; init; }

    /// <summary>Moments with two masters, or commits in the wrong order.</summary>
    public required IReadOnlyList<string> EpochFaults { get; init; }

    public required FailoverReport Report { get; init; }

    /// <summary>What must be zero and is not; empty when all is well.</summary>
    public string Findings => string.Join('\n', ReportFindings().Concat(EpochFaults));

    /// <summary>In the form of markdown.</summary>
    public override string ToString()
    {
        var unflagged = Math.Max(Report.Unflagged, Report.UnflaggedOnTheWire);
        var epochs = EpochFaults.Count is 0 ? $"{Epochs}" : $"{Epochs}, {EpochFaults.Count} wrong";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Store} | {string.Join(", ", Faults.Select(static fault => fault.Name))} | {Gaps.Count} | {Lease.TotalSeconds:0.#} | {Report.Answered} | {Report.Lost} | {unflagged} | {Report.StoredTwice} | {Report.Overlaps} | {epochs} | {Median().TotalSeconds:F2} | {Gaps.Max(static gap => gap.Longest).TotalSeconds:F2} | {Bar()} |");
    }

    private string Bar()
    {
        if (FailoverSettings.Peer is not null || Faults.All(static fault => fault.Bar is null)) return "-";
        var bar = string.Create(CultureInfo.InvariantCulture, $" ({Faults[0].Bar?.Invoke(Lease).TotalSeconds:0.#})");
        return $"{(Gaps.All(IsWithinBar) ? "pass" : "FAIL")}{(Faults.Count is 1 ? bar : "")}";
    }

    private bool IsWithinBar(FailoverGap gap) => gap.Fault.Bar is not { } bar || gap.Longest <= bar(Lease);

    private TimeSpan Median()
    {
        var sorted = Gaps.Select(static gap => gap.Longest).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private IEnumerable<string> ReportFindings()
    {
        if (!Report.Passed || Report.Unflagged + Report.UnflaggedOnTheWire + Report.Overlaps > 0) yield return Report.Text;
    }
}
