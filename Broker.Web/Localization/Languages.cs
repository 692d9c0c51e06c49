using System.Globalization;

namespace Broker.Web.Localization;

/// <summary>The languages the console speaks; the first is the fallback.</summary>
internal static class Languages
{
    public static IReadOnlyList<CultureInfo> Supported { get; } = [new("en"), new("zh-Hans")];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(Supported[0].Name);
        options.SupportedCultures = [.. Supported];
        options.SupportedUICultures = [.. Supported];
        options.ApplyCurrentCultureToResponseHeaders = true;
    }
}
