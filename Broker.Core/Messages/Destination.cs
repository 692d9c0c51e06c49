namespace Broker.Core.Messages;

/// <summary>A queue or topic by kind and name; immutable, equal by value.</summary>
/// <remarks>
/// Names are case-sensitive; '.' separates levels; '*' (one level) and '>' (the rest) make a pattern, allowed for
/// consumers and policies alone. ',' makes a composite. Source: ActiveMQ's ActiveMQDestination.
/// </remarks>
public sealed class Destination : IEquatable<Destination>
{
    /// <summary>Begins the names of topics that tell of the broker itself.</summary>
    public const string AdvisoryPrefix = "ActiveMQ.Advisory.";

    private const string QueuePrefix = "queue://";
    private const string TopicPrefix = "topic://";
    private const string TemporaryQueuePrefix = "temp-queue://";
    private const string TemporaryTopicPrefix = "temp-topic://";

    private readonly int _hash;

    public Destination(DestinationKind kind, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kind = kind;
        Name = name;
        IsComposite = name.Contains(',', StringComparison.Ordinal);
        IsPattern = HasWildcardLevel(name);
        _hash = HashCode.Combine(kind, string.GetHashCode(name, StringComparison.Ordinal));
    }

    public DestinationKind Kind { get; }

    public string Name { get; }

    public bool IsQueue => Kind is DestinationKind.Queue or DestinationKind.TemporaryQueue;

    public bool IsTopic => !IsQueue;

    /// <summary>Tells of the broker itself; patterns of ordinary consumers and rights do not include it.</summary>
    public bool IsAdvisory => Kind == DestinationKind.Topic && Name.StartsWith(AdvisoryPrefix, StringComparison.Ordinal);

    public bool IsTemporary => Kind is DestinationKind.TemporaryQueue or DestinationKind.TemporaryTopic;

    /// <summary>Names several destinations, separated by ','.</summary>
    public bool IsComposite { get; }

    /// <summary>Has a level that is '*' or '>'.</summary>
    public bool IsPattern { get; }

    public static Destination Queue(string name) => new(DestinationKind.Queue, name);

    public static Destination Topic(string name) => new(DestinationKind.Topic, name);

    /// <summary>Reads "queue://A", "topic://A", "temp-queue://A", "temp-topic://A" or a bare name.</summary>
    /// <param name="text">Surrounding blanks are dropped, as ActiveMQ does.</param>
    /// <param name="bareKind">What a name without prefix is.</param>
    /// <exception cref="ArgumentException">No name is left.</exception>
    public static Destination Parse(string text, DestinationKind bareKind = DestinationKind.Queue)
    {
        var name = text.Trim();
        if (TryCut(ref name, TemporaryQueuePrefix)) return new(DestinationKind.TemporaryQueue, name);
        if (TryCut(ref name, TemporaryTopicPrefix)) return new(DestinationKind.TemporaryTopic, name);
        if (TryCut(ref name, QueuePrefix)) return new(DestinationKind.Queue, name);
        if (TryCut(ref name, TopicPrefix)) return new(DestinationKind.Topic, name);
        return new(bareKind, name);
    }

    /// <summary>The members of a composite, each once and with its own kind; the destination itself when it is none.</summary>
    public IReadOnlyList<Destination> Members()
    {
        if (!IsComposite) return [this];
        var members = new List<Destination>();
        foreach (var part in Name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var member = Parse(part, Kind);
            if (!members.Contains(member)) members.Add(member);
        }

        return members;
    }

    public bool Equals(Destination? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as Destination);

    public override int GetHashCode() => _hash;

    /// <summary>The qualified form, "queue://A": what ActiveMQ prints in messages and logs.</summary>
    public override string ToString() => Kind switch
    {
        DestinationKind.Queue => QueuePrefix + Name,
        DestinationKind.Topic => TopicPrefix + Name,
        DestinationKind.TemporaryQueue => TemporaryQueuePrefix + Name,
        _ => TemporaryTopicPrefix + Name,
    };

    private static bool TryCut(ref string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        name = name[prefix.Length..];
        return true;
    }

    private static bool HasWildcardLevel(string name)
    {
        foreach (var level in name.AsSpan().Split('.'))
        {
            if (name.AsSpan(level) is "*" or ">") return true;
        }

        return false;
    }
}
