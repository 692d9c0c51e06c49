using Broker.Core.Configuration;
using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>The administrator and the users that the configuration names, and what they change in those that are stored.</summary>
/// <remarks>One thread at a time. Each password is hashed once: the same users are made however often it is applied.</remarks>
/// <param name="options">The section "Security".</param>
/// <param name="hash">Makes a hash of a password.</param>
/// <param name="verify">Whether a password is a stored user's.</param>
internal sealed class ConfiguredUsers(SecurityOptions options, Func<string, string> hash, Func<StoredUser, string, bool> verify)
{
    private static readonly IReadOnlyDictionary<string, StoredUser> Nobody = new Dictionary<string, StoredUser>(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>The users with what is configured in force; null when that is so already.</summary>
    public IReadOnlyDictionary<string, StoredUser>? ApplyTo(IReadOnlyDictionary<string, StoredUser>? stored)
    {
        var users = new Dictionary<string, StoredUser>(stored ?? Nobody, StringComparer.Ordinal);
        var isChanged = ApplyAdministrator(users, options.Administrator);
        foreach (var user in options.Users) isChanged |= Apply(users, user);
        return isChanged ? users : null;
    }

    /// <summary>The users with an administrator of that name; one that is there keeps its groups.</summary>
    public static IReadOnlyDictionary<string, StoredUser> WithAdministrator(IReadOnlyDictionary<string, StoredUser>? users, string name, string passwordHash)
    {
        var changed = new Dictionary<string, StoredUser>(users ?? Nobody, StringComparer.Ordinal);
        SetAdministrator(changed, name, passwordHash);
        return changed;
    }

    private bool ApplyAdministrator(Dictionary<string, StoredUser> users, AdministratorOptions wanted)
    {
        if (wanted.Password.Length == 0) return false;
        if (users.GetValueOrDefault(wanted.Name) is { Role: UserRole.Administrator } present && IsRight(present, wanted.Password)) return false;
        SetAdministrator(users, wanted.Name, HashOf(wanted.Name, wanted.Password));
        return true;
    }

    // One that also has a role on the console keeps it.
    private bool Apply(Dictionary<string, StoredUser> users, UserOptions wanted)
    {
        var present = users.GetValueOrDefault(wanted.Name);
        var groups = GroupNames.Split(wanted.Groups);
        if (present is not null && present.Groups.SequenceEqual(groups, StringComparer.Ordinal) && IsRight(present, wanted.Password)) return false;
        users[wanted.Name] = new(wanted.Name, present?.Role ?? UserRole.Client, HashOf(wanted.Name, wanted.Password)) { Groups = groups };
        return true;
    }

    private static void SetAdministrator(Dictionary<string, StoredUser> users, string name, string passwordHash) =>
        users[name] = new(name, UserRole.Administrator, passwordHash) { Groups = users.GetValueOrDefault(name)?.Groups ?? [] };

    private bool IsRight(StoredUser present, string password) =>
        string.Equals(present.PasswordHash, _hashes.GetValueOrDefault(present.Name), StringComparison.Ordinal) || verify(present, password);

    private string HashOf(string name, string password) =>
        _hashes.TryGetValue(name, out var known) ? known : _hashes[name] = hash(password);
}
