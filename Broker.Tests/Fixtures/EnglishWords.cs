using System.Globalization;
using System.Resources;
using Broker.Web.Localization;
using Microsoft.Extensions.Localization;

namespace Broker.Tests.Fixtures;

/// <summary>The console's English texts, whatever the machine's language is.</summary>
internal sealed class EnglishWords : IStringLocalizer<Words>
{
    private static readonly ResourceManager Resources = new(typeof(Words));
    private static readonly CultureInfo English = new("en");

    public static EnglishWords Instance { get; } = new();

    public LocalizedString this[string name] =>
        new(name, Resources.GetString(name, English) ?? throw new MissingManifestResourceException(name));

    public LocalizedString this[string name, params object[] arguments] =>
        new(name, string.Format(English, this[name].Value, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
