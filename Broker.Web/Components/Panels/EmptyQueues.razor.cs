using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>What a queue is and how the first one comes to be.</summary>
public sealed partial class EmptyQueues
{
    [Parameter, EditorRequired]
    public string ClientAddress { get; set; } = "";

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
