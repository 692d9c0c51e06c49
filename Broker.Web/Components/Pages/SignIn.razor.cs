using Broker.Core.Management;
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
    private PasswordSignIn Passwords { get; set; } = null!;

    [Inject]
    private UserStore Users { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Credentials? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    private BrokerView Broker => Administration.GetBroker();

    private async Task SubmitAsync()
    {
        var (user, wait) = await Passwords.TryAsync(Input?.Name ?? "", Input?.Password ?? "", Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (user is null)
        {
            _failure = wait > TimeSpan.Zero ? Words["SignIn.Wait", SessionCookie.WaitText(wait)] : Words["SignIn.Wrong"];
            return;
        }

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
