using System.Globalization;

namespace Broker.Tests.Fixtures;

/// <summary>How a node sees its cluster.</summary>
/// <param name="IsPrimary">It belongs to the component that has the majority.</param>
/// <param name="IsReady">It takes statements (wsrep_ready).</param>
/// <param name="IsSynced">It has caught up with the others.</param>
/// <param name="Members">The nodes it sees, with itself.</param>
public sealed record GaleraView(bool IsPrimary, bool IsReady, bool IsSynced, int Members)
{
    internal const string Query = "SHOW GLOBAL STATUS LIKE 'wsrep\\_%'";

    public static readonly GaleraView Absent = new(false, false, false, 0);

    public bool IsServing => IsPrimary && IsReady && IsSynced;

    /// <summary>From the rows of SHOW STATUS: a name, a tab, a value.</summary>
    internal static GaleraView Parse(string rows)
    {
        var values = rows.Split('\n').Select(static row => row.Split('\t', 2)).Where(static row => row.Length is 2)
            .ToDictionary(static row => row[0], static row => row[1], StringComparer.Ordinal);
        string Value(string name) => values.GetValueOrDefault(name, "");
        return new GaleraView(
            Value("wsrep_cluster_status") is "Primary",
            Value("wsrep_ready") is "ON",
            Value("wsrep_local_state") is "4",
            int.TryParse(Value("wsrep_cluster_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var members) ? members : 0);
    }
}
