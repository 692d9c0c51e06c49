using System.Globalization;
using Broker.Tests.Interop;

namespace Broker.Tests.Failover;

/// <summary>One row of the table: what all rounds of one kind on one store came to.</summary>
internal sealed record FailoverRow
{
    public const string Header =
        "| store | kind | rounds | lease s | answered | lost | unflagged | stored twice | overlaps | epochs | gap s median | max | bar |\n"
        + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |";

    public required string Store { get; init; }

    public required Fault Fault { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>For each round, the longest that clients were without service.</summary>
    public required IReadOnlyList<TimeSpan> Gaps { get; init; }

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
            $"| {Store} | {Fault.Name} | {Gaps.Count} | {Lease.TotalSeconds:0.#} | {Report.Answered} | {Report.Lost} | {unflagged} | {Report.StoredTwice} | {Report.Overlaps} | {epochs} | {Median().TotalSeconds:F2} | {Gaps.Max().TotalSeconds:F2} | {Bar()} |");
    }

    private string Bar()
    {
        if (FailoverSettings.Peer is not null || Fault.Bar?.Invoke(Lease) is not { } most) return "-";
        return string.Create(CultureInfo.InvariantCulture, $"{(Gaps.Max() <= most ? "pass" : "FAIL")} ({most.TotalSeconds:0.#})");
    }

    private TimeSpan Median()
    {
        var sorted = Gaps.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private IEnumerable<string> ReportFindings()
    {
        if (!Report.Passed || Report.Unflagged + Report.UnflaggedOnTheWire + Report.Overlaps > 0) yield return Report.Text;
    }
}
