using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Links to the pages before and after; nothing for a single page.</summary>
public sealed partial class Pager
{
    /// <summary>From 1.</summary>
    [Parameter, EditorRequired]
    public int Page { get; set; } = 1;

    [Parameter, EditorRequired]
    public int PageSize { get; set; } = 50;

    [Parameter, EditorRequired]
    public int Total { get; set; }

    [Parameter, EditorRequired]
    public Func<int, string> AddressOf { get; set; } = static page => "?page=" + page;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private int Pages => (Total + PageSize - 1) / PageSize;

    private int First => Math.Min(Total, ((Page - 1) * PageSize) + 1);

    private int Last => Math.Min(Total, Page * PageSize);
}
