using Broker.Web.Localization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Radzen;

namespace Broker.Tests.Fixtures;

/// <summary>Draws one panel with the console's English texts and no browser.</summary>
public abstract class PanelContext : BunitContext
{
    protected PanelContext()
    {
        System.Globalization.CultureInfo.CurrentCulture = new("en");
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<IStringLocalizer<Words>>(EnglishWords.Instance);
        Services.AddRadzenComponents();
    }
}
