using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>One entry of the user file.</summary>
/// <param name="Name">Login name; case matters.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="PasswordHash">As ASP.NET Core Identity's PasswordHasher writes it (version 3: PBKDF2 with HMAC-SHA512).</param>
internal sealed record StoredUser(string Name, UserRole Role, string PasswordHash);
