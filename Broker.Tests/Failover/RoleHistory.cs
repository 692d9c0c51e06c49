namespace Broker.Tests.Failover;

/// <summary>What answers of two nodes prove together.</summary>
/// <remarks>
/// Two answers "master" prove nothing by themselves: between them the store may have changed hands. But a node that was master with time
/// left before and after, in one epoch, was master all the while, so another's certain mastership in between is a second master. Nor may
/// two nodes name one epoch as their own, or an epoch be older than one that was certain before.
/// </remarks>
internal static class RoleHistory
{
    /// <summary>What must not be, a line each.</summary>
    public static IReadOnlyList<string> FindFaults(IReadOnlyList<RoleSample> samples)
    {
        var certain = samples.Where(static sample => sample.Role is { IsCertainMaster: true, Epoch: not null }).OrderBy(static sample => sample.Asked).ToList();
        return certain.Count is 0 ? ["no node ever said that it is master"] : [.. TwoAtOnce(certain), .. SharedEpochs(certain), .. Backwards(certain)];
    }

    private static IEnumerable<string> TwoAtOnce(List<RoleSample> certain)
    {
        foreach (var node in certain.GroupBy(static sample => sample.Node, StringComparer.Ordinal))
        {
            var others = certain.Where(other => other.Node != node.Key).ToList();
            var next = 0;
            foreach (var (before, after) in node.Zip(node.Skip(1)).Where(static pair => pair.First.Role.Epoch == pair.Second.Role.Epoch))
            {
                while (next < others.Count && others[next].Asked < before.Answered) next++;
                for (var i = next; i < others.Count && others[i].Asked < after.Asked; i++)
                {
                    if (others[i].Answered <= after.Asked)
                        yield return $"{others[i].Node} was master with epoch {others[i].Role.Epoch} while {node.Key} was with {before.Role.Epoch}";
                }
            }
        }
    }

    private static IEnumerable<string> SharedEpochs(List<RoleSample> certain) =>
        certain.GroupBy(static sample => sample.Role.Epoch)
            .Where(static epoch => epoch.Select(static sample => sample.Node).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(static epoch => $"several nodes were master with epoch {epoch.Key}");

    private static IEnumerable<string> Backwards(List<RoleSample> certain)
    {
        var ended = certain.OrderBy(static sample => sample.Answered).ToList();
        var (next, highest) = (0, 0L);
        foreach (var sample in certain)
        {
            for (; next < ended.Count && ended[next].Answered <= sample.Asked; next++) highest = Math.Max(highest, ended[next].Role.Epoch!.Value);
            if (sample.Role.Epoch < highest) yield return $"{sample.Node} was master with epoch {sample.Role.Epoch} after epoch {highest}";
        }
    }
}
