using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Web.Api;
using Broker.Web.Components;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Radzen;

namespace Broker.Web.Hosting;

/// <summary>Wires the console: who may come in, the pages, and the files they need.</summary>
public static class ConsoleServices
{
    private const string Callers = "People by cookie, programs by header";

    /// <summary>Program, pages and settings lie in one folder; the current directory decides nothing.</summary>
    public static WebApplicationOptions HostOptions(string[] args) => new()
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory,
        WebRootPath = "wwwroot",
        ApplicationName = typeof(ConsoleServices).Assembly.GetName().Name,
    };

    /// <summary>Needs <see cref="Broker.Core.Management.IBrokerAdministration"/> and <see cref="Broker.Core.Storage.ISettingsStore"/>, registered elsewhere.</summary>
    public static WebApplicationBuilder AddConsole(this WebApplicationBuilder builder, ApplianceConfiguration configuration)
    {
        var services = builder.Services;
        services.AddSingleton(Options.Create(configuration.Broker));
        services.AddSingleton(Options.Create(configuration.Security));

        // Warns at every first start that keys are files; they are the owner's alone.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        services.AddSignIn();
        services.AddRights(configuration);
        services.AddSettings();
        services.AddProblemDetails();
        services.AddLocalization();
        services.AddRequestLocalization(Languages.Configure);
        services.AddRadzenComponents();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSingleton<LiveTicker>();
        services.AddScoped<Viewer>();
        return builder;
    }

    public static WebApplication MapConsole(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseRequestLocalization();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseApiProblems();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapHealth();
        app.MapSession();
        app.MapApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(
            // SecurityHeaders says it for every answer; two policies would only confuse.
            static circuits => circuits.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    // By the address alone: a proxy in front of the console may put an Authorization header of its own on every request.
    private static string SchemeOf(HttpContext context) =>
        ApiEndpoints.IsApi(context) ? BasicAuthentication.Name : CookieAuthenticationDefaults.AuthenticationScheme;

    private static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<VerifiedPasswords>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<IAuthenticator>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PasswordSignIn>();
        services.AddHostedService<FirstSignIn>();

        // Sign-ins outlive a restart: the keys lie with the users they speak for.
        services.AddDataProtection().SetApplicationName("Broker.Web");
        services.AddOptions<KeyManagementOptions>()
            .Configure<IOptions<BrokerOptions>, ILoggerFactory>((keys, broker, logs) =>
                keys.XmlRepository = new FileSystemXmlRepository(
                    PrivateFiles.Directory(Path.Combine(PrivateFiles.Directory(broker.Value.DataDirectory).FullName, "keys")), logs));

        services.AddAuthentication(Callers)
            .AddPolicyScheme(Callers, displayName: null, static callers => callers.ForwardDefaultSelector = SchemeOf)
            .AddCookie(SessionCookie.Configure)
            .AddScheme<AuthenticationSchemeOptions, BasicAuthentication>(BasicAuthentication.Name, static _ => { });
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "broker-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }
}
