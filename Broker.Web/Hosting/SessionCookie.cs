using System.Globalization;
using System.Security.Claims;
using Broker.Core.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Broker.Web.Hosting;

/// <summary>The console's sign-in: a cookie that no script reads and no other site sends.</summary>
internal static class SessionCookie
{
    private const string StampClaim = "stamp";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "broker-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    public static ClaimsPrincipal PrincipalFor(User user, string? stamp) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, user.Name),
            new Claim(ClaimTypes.Role, user.Role.ToString()),
            new Claim(StampClaim, stamp ?? ""),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The engine's name for who is signed in; someone without a known role may only look.</summary>
    public static User ToUser(this ClaimsPrincipal principal) => new(
        principal.Identity?.Name ?? "",
        Enum.TryParse<UserRole>(principal.FindFirstValue(ClaimTypes.Role), ignoreCase: false, out var role) ? role : UserRole.Viewer);

    /// <summary>Only a path on this server may follow a sign-in.</summary>
    public static string LocalPath(string? returnUrl) =>
        returnUrl is ['/'] or ['/', not ('/' or '\\'), ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";

    public static string WaitText(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.CurrentCulture);

    // A changed password or role ends the sign-ins made before it.
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var users = context.HttpContext.RequestServices.GetRequiredService<UserStore>();
        var stamp = users.Stamp(context.Principal?.Identity?.Name ?? "");
        if (stamp is not null && stamp == context.Principal?.FindFirstValue(StampClaim))
        {
            return Task.CompletedTask;
        }

        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync();
    }
}
