using Broker.Core.Security;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Layout;

/// <summary>Which node this is and what it does, and the viewer's own settings.</summary>
public sealed partial class TopBar
{
    private static readonly string[] Themes = ["system", "light", "dark"];

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    private User User { get; set; } = null!;

    private string ReturnUrl => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
}
