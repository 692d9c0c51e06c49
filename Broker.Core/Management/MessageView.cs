namespace Broker.Core.Management;

/// <summary>A waiting message, for looking at.</summary>
public sealed record MessageView
{
    /// <summary>Its place in the queue; also the key for the next page.</summary>
    public required long Sequence { get; init; }

    /// <summary>JMSMessageID.</summary>
    public required string MessageId { get; init; }

    /// <summary>Text, Bytes, Map, Object, Stream, Blob, or Plain for none.</summary>
    public required string Kind { get; init; }

    public bool Persistent { get; init; }

    public int Priority { get; init; }

    /// <summary>Null when the client set none.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Null means never.</summary>
    public DateTimeOffset? Expiration { get; init; }

    public string? CorrelationId { get; init; }

    public string? Type { get; init; }

    public string? ReplyTo { get; init; }

    public string? GroupId { get; init; }

    public string? OriginalDestination { get; init; }

    public int RedeliveryCounter { get; init; }

    /// <summary>Body bytes as stored.</summary>
    public int BodyBytes { get; init; }

    /// <summary>Application properties as text, by name.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The body for reading: text as it is, maps and streams as JSON, others as hex; cut at 64 KiB.</summary>
    public string? Body { get; init; }

    public bool BodyIsCut { get; init; }
}
