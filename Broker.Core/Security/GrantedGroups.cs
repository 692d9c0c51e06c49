using System.Collections.Frozen;
using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>The groups that have each right, ready to be asked.</summary>
internal sealed record GrantedGroups(FrozenSet<string> Read, FrozenSet<string> Write, FrozenSet<string> Admin)
{
    public static GrantedGroups Of(AccessGroups groups) => new(Freeze(groups.Read), Freeze(groups.Write), Freeze(groups.Admin));

    public static GrantedGroups Union(IEnumerable<GrantedGroups> all)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        var write = new HashSet<string>(StringComparer.Ordinal);
        var admin = new HashSet<string>(StringComparer.Ordinal);
        foreach (var groups in all)
        {
            read.UnionWith(groups.Read);
            write.UnionWith(groups.Write);
            admin.UnionWith(groups.Admin);
        }

        return new(read.ToFrozenSet(StringComparer.Ordinal), write.ToFrozenSet(StringComparer.Ordinal), admin.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>One of the user's groups has the right that the action takes.</summary>
    public bool Allow(User user, DestinationAction action)
    {
        var groups = action switch
        {
            DestinationAction.Read => Read,
            DestinationAction.Write => Write,
            _ => Admin,
        };
        if (groups.Count == 0) return false;
        if (groups.Contains(GroupNames.Everybody)) return true;
        foreach (var group in user.Groups)
        {
            if (groups.Contains(group)) return true;
        }

        return false;
    }

    private static FrozenSet<string> Freeze(string groups) => GroupNames.Split(groups).ToFrozenSet(StringComparer.Ordinal);
}
