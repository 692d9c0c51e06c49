namespace Broker.Core.Management;

/// <summary>Why a command was refused.</summary>
public enum CommandRefusal
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>The caller's role does not include it.</summary>
    Forbidden,

    /// <summary>What it names does not exist.</summary>
    NotFound,

    /// <summary>The present state forbids it, such as consumers on a queue to delete.</summary>
    Conflict,

    /// <summary>It was made for a version that is no longer the present one.</summary>
    Stale,

    /// <summary>This node does not serve now.</summary>
    NotServing,
}
