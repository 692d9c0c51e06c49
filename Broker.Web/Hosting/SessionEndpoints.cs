using Broker.Web.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Web.Hosting;

/// <summary>What changes the browser's cookies needs a request of its own: signing out and choosing a language.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync).WithName("SignOut");
        routes.MapPost("/language", ChooseLanguage).WithName("Language").AllowAnonymous();
    }

    // Reading a form parameter is what makes the antiforgery check run.
    private static async Task<IResult> SignOutAsync(HttpContext context, [FromForm] string? returnUrl)
    {
        await context.SignOutAsync();
        return Results.LocalRedirect(SessionCookie.LocalPath(returnUrl ?? "/sign-in"));
    }

    private static IResult ChooseLanguage(HttpContext context, [FromForm] string? culture, [FromForm] string? returnUrl)
    {
        var known = Languages.Supported.FirstOrDefault(language => language.Name == culture) ?? Languages.Supported[0];
        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(known)),
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Strict, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
        return Results.LocalRedirect(SessionCookie.LocalPath(returnUrl));
    }
}
