using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>One entry of the document "users".</summary>
/// <param name="Name">Login name; case matters.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="PasswordHash">As ASP.NET Core Identity's PasswordHasher writes it (version 3: PBKDF2 with HMAC-SHA512).</param>
internal sealed record StoredUser(string Name, UserRole Role, string PasswordHash)
{
    /// <summary>What rights on destinations are given to; documents of older versions have none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    public User ToUser() => new(Name, Role) { Groups = Groups };
}
