using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Hosting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Pages;

/// <summary>Name and password against a session cookie. Rendered without a circuit: only a plain response can set cookies.</summary>
public sealed partial class SignIn
{
    private string? _failure;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IBrokerAdministration Administration { get; set; } = null!;

    [Inject]
    private IAuthenticator Authenticator { get; set; } = null!;

    [Inject]
    private UserFile Users { get; set; } = null!;

    [Inject]
    private SignInThrottle Throttle { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Credentials? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    private BrokerView Broker => Administration.GetBroker();

    private async Task SubmitAsync()
    {
        var (name, password) = (Input?.Name ?? "", Input?.Password ?? "");
        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (Throttle.WaitFor(name, address) is var wait && wait > TimeSpan.Zero)
        {
            _failure = Words["SignIn.Wait", SessionCookie.WaitText(wait)];
            return;
        }

        var user = await Authenticator.AuthenticateAsync(name, password, Context.RequestAborted);
        if (user is null)
        {
            Throttle.Failed(name, address);
            _failure = Words["SignIn.Wrong"];
            return;
        }

        Throttle.Succeeded(name, address);
        await Context.SignInAsync(SessionCookie.PrincipalFor(user, Users.Stamp(user.Name)));
        Navigation.NavigateTo(SessionCookie.LocalPath(ReturnUrl));
    }

    /// <summary>The form.</summary>
    public sealed class Credentials
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
