using System.Net;
using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>Names and passwords over HTTP, from the sign-in page and from programs alike: one check, one throttle.</summary>
public sealed class PasswordSignIn(IAuthenticator authenticator, SignInThrottle throttle)
{
    public async ValueTask<SignInAttempt> TryAsync(string name, string password, IPAddress? from, CancellationToken cancellationToken)
    {
        var address = from?.ToString() ?? "";
        if (throttle.WaitFor(name, address) is var wait && wait > TimeSpan.Zero) return new(User: null, wait);
        var user = await authenticator.AuthenticateAsync(name, password, cancellationToken);
        // Over HTTP a user of messaging clients alone is nobody.
        if (user is { Role: UserRole.Client }) user = null;
        if (user is null) throttle.Failed(name, address);
        else throttle.Succeeded(name, address);
        return new(user, TimeSpan.Zero);
    }
}
