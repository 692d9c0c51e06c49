namespace Broker.Core.Management;

/// <summary>A text message that a person sends.</summary>
public sealed record SendRequest
{
    /// <summary>Queue name, without prefix or wildcards.</summary>
    public required string Queue { get; init; }

    public string Body { get; init; } = "";

    public bool Persistent { get; init; } = true;

    /// <summary>0 to 9. Default: 4, as JMS.</summary>
    public int Priority { get; init; } = 4;

    /// <summary>How long it may wait; null means for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    public string? CorrelationId { get; init; }

    public string? Type { get; init; }

    public string? ReplyTo { get; init; }

    public string? GroupId { get; init; }

    /// <summary>Text properties; names are Java identifiers.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
