namespace Broker.Core.Protocols;

/// <summary>What a peer did wrong on the wire. Each has a test.</summary>
public enum ProtocolViolationReason
{
    /// <summary>A frame larger than allowed; nothing of it was read.</summary>
    FrameTooLarge,

    /// <summary>A frame or field whose length is negative, or a frame without content.</summary>
    NegativeSize,

    /// <summary>A type id that the protocol does not know, or that names no command.</summary>
    UnknownCommand,

    /// <summary>The peer speaks another protocol.</summary>
    WrongMagic,

    /// <summary>The peer's version is older than allowed.</summary>
    UnsupportedVersion,

    /// <summary>A field reaches beyond its frame.</summary>
    TruncatedField,

    /// <summary>Text that is not in the protocol's encoding.</summary>
    BadText,

    /// <summary>More elements than the frame can hold or the protocol allows, or fewer than none.</summary>
    BadCount,

    /// <summary>Properties that cannot be decoded where the broker itself must understand them.</summary>
    BadProperties,

    /// <summary>A slot of the object cache that does not exist or holds nothing, or more in it than a peer may ask us to keep.</summary>
    BadCacheSlot,

    /// <summary>Values within values, deeper than any real peer sends.</summary>
    NestingTooDeep,

    /// <summary>A field that must not be null is.</summary>
    MissingField,

    /// <summary>A value of another type than its field takes.</summary>
    UnexpectedType,

    /// <summary>The frame holds more than its command.</summary>
    TrailingBytes,

    /// <summary>The peer went away in the middle of a frame.</summary>
    TruncatedFrame,

    /// <summary>The peer connected and did not introduce itself in time.</summary>
    ConnectTimeout,
}
