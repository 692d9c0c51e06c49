using Broker.Core.Configuration;
using Broker.Core.Security;

namespace Broker.Core.Management;

/// <summary>Users and rights, for people and programs; console and REST go through here alike.</summary>
/// <remarks>
/// Views need no right; every change takes an administrator and is written to the log with the person's name. All members may be
/// called from any thread and in every role of the node.
/// </remarks>
public interface ISecurityAdministration
{
    /// <summary>All users, by name; never their passwords.</summary>
    IReadOnlyList<User> ListUsers();

    /// <summary>Adds a user or changes one; a changed one has its new groups from its next connection on.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="user">As it shall be.</param>
    /// <param name="password">Null keeps the one there is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CommandRefusedException">The role may not, something is wrong, no administrator would be left, or the store is away.</exception>
    ValueTask PutUserAsync(User caller, User user, string? password, CancellationToken cancellationToken);

    /// <exception cref="CommandRefusedException">The role may not, there is no such user, no administrator would be left, or the store is away.</exception>
    ValueTask RemoveUserAsync(User caller, string name, CancellationToken cancellationToken);

    /// <summary>The rights in force.</summary>
    StoredRights GetRights();

    /// <summary>Replaces the rights; connected clients have the new ones from their next operation on.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="rights">All of them.</param>
    /// <param name="version">The version that was read; another one is refused, not merged.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The rights as they are now.</returns>
    /// <exception cref="CommandRefusedException">The role may not, something is wrong, somebody else was faster, or the store is away.</exception>
    ValueTask<StoredRights> PutRightsAsync(User caller, AuthorizationOptions rights, int version, CancellationToken cancellationToken);

    /// <summary>What a user may do with a destination, and what gives it.</summary>
    /// <param name="user">A user's name, or the anonymous user's.</param>
    /// <param name="destination">Such as "queue://orders"; a pattern asks for all that it matches.</param>
    /// <exception cref="CommandRefusedException">There is no such user, or the destination has no name.</exception>
    EffectivePermissionView FindPermission(string user, string destination);
}
