using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Security;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Management;

/// <summary>Checks and carries out what people do with users and rights.</summary>
/// <param name="users">Where users are.</param>
/// <param name="edits">Where edited rights are kept.</param>
/// <param name="authorization">The rights in force.</param>
/// <param name="anonymous">Who clients without credentials are.</param>
/// <param name="logger">Where changes are written down, with who made them.</param>
public sealed class SecurityAdministration(
    IUserStore users, IRightsStore edits, Authorization authorization, AnonymousRules anonymous, ILogger<SecurityAdministration> logger)
    : ISecurityAdministration
{
    public IReadOnlyList<User> ListUsers() => users.List();

    public async ValueTask PutUserAsync(User caller, User user, string? password, CancellationToken cancellationToken)
    {
        RequireAdministrator(caller, "change users");
        if (AuthorizationValidator.NameFault(user.Name) is { } fault) throw Invalid($"name: {fault}.");
        if (AuthorizationValidator.GroupsFault(string.Join(',', user.Groups)) is { } wrong) throw Invalid($"groups: {wrong}.");
        if (password is { Length: 0 }) throw Invalid("password: is empty; leave it out to keep the one there is.");
        var isKept = await KeepAsync(() => users.TryPutAsync(user, password, caller.Name, left => RequireAdministratorIn(left, user.Name), cancellationToken))
            .ConfigureAwait(false);
        if (!isKept) throw Invalid($"password: {user.Name} is new and needs one.");
        ManagementLog.UserChanged(logger, caller.Name, user.Name, user.Role, string.Join(", ", user.Groups));
    }

    public async ValueTask RemoveUserAsync(User caller, string name, CancellationToken cancellationToken)
    {
        RequireAdministrator(caller, "remove users");
        var isGone = await KeepAsync(() => users.TryRemoveAsync(name, caller.Name, left => RequireAdministratorIn(left, name), cancellationToken)).ConfigureAwait(false);
        if (!isGone) throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no user {name}.");
        ManagementLog.UserRemoved(logger, caller.Name, name);
    }

    public StoredRights GetRights() => authorization.Stored;

    public async ValueTask<StoredRights> PutRightsAsync(User caller, AuthorizationOptions rights, int version, CancellationToken cancellationToken)
    {
        RequireAdministrator(caller, "change rights");
        if (AuthorizationValidator.Validate(rights) is { Count: > 0 } errors) throw Invalid(string.Join(' ', errors));
        if (!await KeepAsync(() => edits.TryReplaceAsync(rights, version, caller.Name, cancellationToken)).ConfigureAwait(false))
        {
            var now = authorization.Stored;
            throw new CommandRefusedException(
                CommandRefusal.Stale, $"The rights are at version {now.Version}, edited by {now.By}, and not at {version} any more; read them again.");
        }

        var kept = authorization.Stored;
        ManagementLog.RightsChanged(logger, caller.Name, kept.Version);
        return kept;
    }

    public EffectivePermissionView FindPermission(string user, string destination)
    {
        var found = IsCalled(anonymous.User, user) ? anonymous.User : users.List().FirstOrDefault(known => IsCalled(known, user));
        if (found is null) throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no user {user}.");
        var about = Parse(destination);
        var rights = authorization.Rights;
        return new(
            found,
            about,
            rights.Explain(found, about, DestinationAction.Read),
            rights.Explain(found, about, DestinationAction.Write),
            rights.Explain(found, about, DestinationAction.Administer));
    }

    private static Destination Parse(string text)
    {
        try
        {
            if (Destination.Parse(text) is { IsComposite: false } destination) return destination;
        }
        catch (ArgumentException)
        {
            // No name is left.
        }

        throw Invalid($"destination: '{text}' is not one destination; write queue://name or topic://name.");
    }

    private static async ValueTask<bool> KeepAsync(Func<ValueTask<bool>> change)
    {
        try
        {
            return await change().ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"The change could not be kept: {e.Message}");
        }
    }

    private static void RequireAdministratorIn(IReadOnlyList<User> left, string name)
    {
        if (left.Any(user => user.Role == UserRole.Administrator)) return;
        throw new CommandRefusedException(CommandRefusal.Conflict, $"{name} is the only administrator; make another one first.");
    }

    private static bool IsCalled(User user, string name) => string.Equals(user.Name, name, StringComparison.Ordinal);

    private static void RequireAdministrator(User caller, string what)
    {
        if (caller.Role == UserRole.Administrator) return;
        throw new CommandRefusedException(CommandRefusal.Forbidden, $"{caller.Name} may not {what}; that takes the role {UserRole.Administrator}.");
    }

    private static CommandRefusedException Invalid(string message) => new(CommandRefusal.Invalid, message);
}
