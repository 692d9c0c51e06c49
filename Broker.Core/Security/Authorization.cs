using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>The rights in force, which an edit on any node replaces while clients are served.</summary>
/// <remarks>Any thread may read; an edit holds from the next operation on, also for clients that are connected.</remarks>
public sealed class Authorization
{
    private readonly Lock _lock = new();
    private volatile StoredRights _stored;
    private volatile DestinationRights _rights;

    /// <param name="configured">What holds until somebody edits it.</param>
    public Authorization(AuthorizationOptions configured)
    {
        _stored = new(configured, 0, "", At: null);
        _rights = new(configured);
    }

    public DestinationRights Rights => _rights;

    /// <summary>What people see and edit.</summary>
    public StoredRights Stored => _stored;

    /// <summary>Puts rights in force that somebody left, here or on another node.</summary>
    /// <param name="stored">Valid ones.</param>
    public void Adopt(StoredRights stored)
    {
        lock (_lock)
        {
            _rights = new(stored.Rights);
            _stored = stored;
        }
    }
}
