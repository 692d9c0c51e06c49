using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Broker.Web.Components;

/// <summary>The document. Theme and navigation come from cookies, so that the first picture is already the right one.</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private string Theme => Context.Request.Cookies["theme"] is "light" or "dark" ? Context.Request.Cookies["theme"]! : "system";

    private string Navigation => Context.Request.Cookies["nav"] == "collapsed" ? "collapsed" : "open";
}
