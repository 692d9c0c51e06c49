using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>How the queues of a virtual topic are named, and which of them a wildcard consumer speaks for.</summary>
/// <remarks>
/// A consumer of "Consumer.A.VirtualTopic.>" speaks for "Consumer.A.VirtualTopic.X" of every topic X, also of those still to come;
/// one of "Consumer.*.VirtualTopic.X" for no queue of its own, since who consumes cannot be told from it.
/// </remarks>
internal sealed class VirtualTopicNames(VirtualTopicOptions options)
{
    private readonly string[] _prefix = options.Prefix.Split('.')[..^1];

    // A '>' may stand for the last levels alone; what comes after them is then left to QueueFor.
    private readonly DestinationPattern _all = new(options.Prefix + options.Name + (options.Name.EndsWith('>') ? "" : options.Postfix));

    public bool IsSelectorAware => options.SelectorAware;

    /// <summary>Whether a queue, or one of a pattern of queues, may be one that some topic feeds.</summary>
    public bool MayFeed(string queue) => _all.Overlaps(new(queue));

    /// <summary>The queues that one topic feeds.</summary>
    public DestinationPattern QueuesOf(string topic) => new(options.Prefix + topic + options.Postfix);

    /// <summary>Whether a consumer's pattern gives the names of queues, once topics are known.</summary>
    public bool CanNameBy(string pattern)
    {
        var levels = pattern.Split('.');
        return MayFeed(pattern) && Fill(_prefix, levels.AsSpan(0, Math.Min(_prefix.Length, levels.Length))) is not null;
    }

    /// <summary>The one queue of a topic that a consumer's pattern speaks for; null when there is none.</summary>
    public string? QueueFor(string topic, string pattern) => Fill((options.Prefix + topic + options.Postfix).Split('.'), pattern.Split('.'));

    // Takes the consumer's words where the virtual topic has a '*', and the topic's where the consumer has a wildcard.
    private static string? Fill(string[] levels, ReadOnlySpan<string> pattern)
    {
        var name = new List<string>(levels.Length);
        for (var i = 0; i < levels.Length; i++)
        {
            var tail = pattern is [.., ">"] && i >= pattern.Length - 1;
            if (!tail && i >= pattern.Length) return null;
            var (mine, its) = (levels[i], tail ? "*" : pattern[i]);
            if (mine is "*" && its is "*") return null;
            if (mine is not "*" && its is not "*" && !string.Equals(mine, its, StringComparison.Ordinal)) return null;
            name.Add(mine is "*" ? its : mine);
        }

        // A '>' at the end stands for nothing too.
        var rest = pattern.Length - levels.Length;
        return rest <= 0 || (rest == 1 && pattern is [.., ">"]) ? string.Join('.', name) : null;
    }
}
