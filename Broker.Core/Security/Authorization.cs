using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>The rights in force, which an edit replaces while clients are served.</summary>
/// <remarks>Any thread may read; an edit holds from the next operation on, also for clients that are connected.</remarks>
public sealed class Authorization
{
    private readonly Lock _lock = new();
    private readonly AuthorizationOptions _configured;
    private readonly IRightsStore? _store;
    private volatile StoredRights? _stored;
    private volatile DestinationRights _rights;

    /// <param name="configured">What holds until somebody edits it.</param>
    /// <param name="store">Where edits are kept; null for one that takes none.</param>
    public Authorization(AuthorizationOptions configured, IRightsStore? store = null)
    {
        _configured = configured;
        _store = store;
        _stored = ReadStored();
        _rights = new(Stored.Rights);
    }

    public DestinationRights Rights => _rights;

    /// <summary>What people see and edit.</summary>
    public StoredRights Stored => _stored!;

    /// <summary>Looks whether another node of the group has edited them meanwhile; asked when this one begins to serve.</summary>
    /// <exception cref="StartupException">They cannot be read.</exception>
    public void Refresh()
    {
        lock (_lock) Adopt(ReadStored());
    }

    /// <summary>Replaces the rights; they are kept and in force when it returns.</summary>
    /// <param name="rights">Valid ones.</param>
    /// <param name="version">The version that the editor saw.</param>
    /// <param name="by">Who edits.</param>
    /// <param name="at">When.</param>
    /// <returns>False: somebody else was faster, and nothing changed.</returns>
    /// <exception cref="IOException">They could not be kept; nothing changed.</exception>
    public bool TryReplace(AuthorizationOptions rights, int version, string by, DateTimeOffset at)
    {
        lock (_lock)
        {
            // Another node may have edited them.
            Adopt(ReadStored());
            if (Stored.Version != version) return false;
            var next = new StoredRights(rights, version + 1, by, at);
            _store?.Write(next);
            Adopt(next);
            return true;
        }
    }

    private StoredRights ReadStored() => _store?.Read() ?? _stored ?? new(_configured, 0, "", At: null);

    private void Adopt(StoredRights stored)
    {
        if (stored == _stored) return;
        _rights = new(stored.Rights);
        _stored = stored;
    }
}
