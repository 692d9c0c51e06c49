using System.Globalization;

namespace Broker.Tests.Failover;

/// <summary>What the environment says about these tests.</summary>
internal static class FailoverSettings
{
    /// <summary>FAILOVER_ROUNDS: rounds of each kind. Default: 1.</summary>
    public static int Rounds => Number("FAILOVER_ROUNDS") ?? 1;

    /// <summary>FAILOVER_SEED: repeats the moments at which the rounds strike. Default: another one each time.</summary>
    public static int Seed { get; } = Number("FAILOVER_SEED") ?? Environment.TickCount;

    /// <summary>FAILOVER_LEASE: the length of the lease, such as 00:00:10; null to leave it to the kind of round.</summary>
    public static TimeSpan? Lease =>
        TimeSpan.TryParse(Environment.GetEnvironmentVariable("FAILOVER_LEASE"), CultureInfo.InvariantCulture, out var lease) ? lease : null;

    /// <summary>FAILOVER_RESULTS: a file to which each row of the table is added; null for none.</summary>
    public static string? ResultsFile => Text("FAILOVER_RESULTS");

    /// <summary>BROKER_UNDER_TEST: another broker in this one's place. It is measured, and not judged.</summary>
    public static string? Peer => Text("BROKER_UNDER_TEST") is { } path ? Path.GetFileNameWithoutExtension(path) : null;

    /// <summary>FAILOVER_ONLY: some rows, such as "database:kill,directory:"; a part that is empty stands for all.</summary>
    public static bool IsWanted(string store, string kind) =>
        Text("FAILOVER_ONLY") is not { } only
        || only.Split(',').Select(static row => row.Split(':')).Any(row => row[0] is "" || row[0] == store ? row is not [_, var wanted] || wanted is "" || wanted == kind : false);

    private static int? Number(string variable) =>
        int.TryParse(Text(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
