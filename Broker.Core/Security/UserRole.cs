namespace Broker.Core.Security;

/// <summary>What a signed-in user may do; each role includes those before it.</summary>
public enum UserRole
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer = 0,

    /// <summary>Also sends, moves and removes messages.</summary>
    Operator = 1,

    /// <summary>Also creates and deletes destinations, and changes users and settings.</summary>
    Administrator = 2,
}
