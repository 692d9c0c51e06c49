using Broker.Core.Security;
using Broker.Web.Hosting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Layout;

/// <summary>The frame around every page; hands the signed-in user down to them.</summary>
public sealed partial class MainLayout
{
    private User _user = new("", UserRole.Viewer);
    private ErrorBoundary? _boundary;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    private string SkipAddress => Navigation.Uri.Split('#')[0] + "#content";

    protected override async Task OnInitializedAsync() => _user = (await Authentication).User.ToUser();

    // A page that failed does not take the next one with it.
    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Viewer.StartAsync();
        }
    }
}
