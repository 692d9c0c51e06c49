namespace Broker.Core.Configuration;

/// <summary>Which protocol clients need no credentials.</summary>
public enum AnonymousAccess
{
    None,

    /// <summary>Those on this machine.</summary>
    Loopback,
    All,
}
