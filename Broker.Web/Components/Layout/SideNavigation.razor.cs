using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Layout;

/// <summary>The groups of pages. Only pages that exist are here.</summary>
public sealed partial class SideNavigation
{
    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
