using Broker.Core.Management;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>The nodes of the group: what each does, and where clients and people find it.</summary>
public sealed partial class NodeTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<NodeView> Nodes { get; set; } = [];

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;
}
