using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Broker.Web.Hosting;

/// <summary>How programs say who they are: name and password with every request, and no cookie.</summary>
/// <remarks>What a browser sends by itself counts for nothing here, so no other site can act in a signed-in person's name.</remarks>
internal sealed class BasicAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, PasswordSignIn signIn)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "Basic";

    private TimeSpan _wait;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BasicCredentials.Read(Request.Headers.Authorization) is not { } credentials) return AuthenticateResult.NoResult();
        var attempt = await signIn.TryAsync(credentials.Name, credentials.Password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _wait = attempt.Wait;
        return attempt.User is { } user
            ? AuthenticateResult.Success(new AuthenticationTicket(SessionCookie.PrincipalFor(user, stamp: null), Name))
            : AuthenticateResult.Fail("Name and password do not belong together.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait > TimeSpan.Zero)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = Math.Ceiling(_wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Basic realm=\"broker\", charset=\"UTF-8\"";
        return Task.CompletedTask;
    }
}
