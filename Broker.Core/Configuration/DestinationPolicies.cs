using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>An immutable snapshot of the policies; says which one holds for a destination.</summary>
/// <remarks>
/// The most specific pattern wins (<see cref="DestinationPattern.CompareSpecificity"/>), of equals the one listed first.
/// Temporary destinations have the default: patterns speak of queues and topics with names of their own, as ActiveMQ's do.
/// The search is linear; a destination asks once and keeps the answer.
/// </remarks>
public sealed class DestinationPolicies
{
    private readonly Entry[] _queues;
    private readonly Entry[] _topics;
    private readonly DeadLetterStrategy[] _strategies;
    private readonly DestinationPolicy _temporary;

    /// <param name="policies">Valid ones: see <see cref="BrokerOptionsValidator"/>.</param>
    /// <param name="discardTemporaryDeadLetters">As <see cref="BrokerOptions.DiscardTemporaryDeadLetters"/>.</param>
    public DestinationPolicies(IEnumerable<DestinationPolicy> policies, bool discardTemporaryDeadLetters = false)
    {
        _temporary = discardTemporaryDeadLetters
            ? DestinationPolicy.Default with { DeadLetterStrategy = new() { Kind = DeadLetterStrategyKind.Discarding } }
            : DestinationPolicy.Default;
        var all = policies.ToArray();
        _queues = MostSpecificFirst(all, policy => policy.Queue);
        _topics = MostSpecificFirst(all, policy => policy.Topic);
        _strategies = [.. all.Append(DestinationPolicy.Default).Select(policy => policy.DeadLetterStrategy).Distinct()];
    }

    /// <summary>No policies: the default everywhere.</summary>
    public static DestinationPolicies None { get; } = new([]);

    /// <summary>The policy for a destination, <see cref="DestinationPolicy.Default"/> where no pattern matches.</summary>
    public DestinationPolicy Find(Destination destination)
    {
        if (destination.IsTemporary) return _temporary;
        foreach (var entry in destination.IsQueue ? _queues : _topics)
        {
            if (entry.Pattern.Matches(destination.Name)) return entry.Policy;
        }

        return DestinationPolicy.Default;
    }

    /// <summary>Whether any policy may bury messages there: what cannot be delivered from there goes nowhere else.</summary>
    public bool IsDeadLetterDestination(Destination destination) =>
        !destination.IsTemporary && Array.Exists(_strategies, strategy => strategy.IsGrave(destination));

    // OrderBy is stable, so that of equal patterns the first listed stays first.
    private static Entry[] MostSpecificFirst(DestinationPolicy[] policies, Func<DestinationPolicy, string> pattern) =>
        [.. policies.Where(policy => pattern(policy).Length > 0)
            .Select(policy => new Entry(new DestinationPattern(pattern(policy)), policy))
            .OrderBy(entry => entry.Pattern, Comparer<DestinationPattern>.Create(DestinationPattern.CompareSpecificity))];

    private sealed record Entry(DestinationPattern Pattern, DestinationPolicy Policy);
}
