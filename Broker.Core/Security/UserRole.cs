namespace Broker.Core.Security;

/// <summary>What a signed-in user may do; each role includes those before it.</summary>
public enum UserRole
{
    /// <summary>Connects with messaging clients alone; the console and the API do not let them in.</summary>
    Client = -1,

    /// <summary>Sees everything, changes nothing.</summary>
    Viewer = 0,

    /// <summary>Also sends, moves and removes messages.</summary>
    Operator = 1,

    /// <summary>Also creates and deletes destinations, and changes users and settings.</summary>
    Administrator = 2,
}
