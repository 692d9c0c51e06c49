using System.Collections.Frozen;

namespace Broker.Core.Configuration;

/// <summary>Keys of ActiveMQ's policyEntry that have no counterpart here, with what to do instead.</summary>
/// <remarks>The table for people is docs/activemq-policies.md; a test compares the two.</remarks>
public static class DeclinedPolicyKeys
{
    private const string Audit = "what a client repeats after a reconnect is recognised by its producer's last sequence in the store; remove it";

    private static readonly FrozenDictionary<string, string> _reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["LazyDispatch"] = "messages are always read from the store as consumers have room for them; remove it",
        ["MaxPageSize"] = "selectors and groups look through the whole queue, not through a page of it; remove it, MemoryLimit bounds the memory",
        ["MaxBrowsePageSize"] = "browsers look through the whole queue; remove it",
        ["OptimizedDispatch"] = "dispatch needs no thread of its own; remove it",
        ["MessageGroupMapFactoryType"] = "write MessageGroupMap:Kind, Cached or Simple, and MessageGroupMap:Size",
        ["MessageGroupMapFactory"] = "write MessageGroupMap:Kind, Cached or Simple, and MessageGroupMap:Size",
        ["EnableAudit"] = Audit,
        ["MaxProducersToAudit"] = Audit,
        ["MaxAuditDepth"] = Audit,
        ["MaxQueueAuditDepth"] = Audit,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys as ActiveMQ spells them, but for the first letter.</summary>
    public static IReadOnlyCollection<string> Names => _reasons.Keys;

    /// <summary>Why a key is not known, as a clause; null when it is none of ActiveMQ's that were declined.</summary>
    public static string? Find(string key) => _reasons.GetValueOrDefault(key);
}
