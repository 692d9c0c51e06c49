using Broker.Core.Management;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>One page of waiting messages, oldest first.</summary>
public sealed partial class MessageList
{
    /// <summary>Null while they are being read.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<MessageView>? Messages { get; set; }

    /// <summary>Sequence of the one shown beside the list.</summary>
    [Parameter]
    public long? Selected { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset ReadAt { get; set; }

    [Parameter, EditorRequired]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    [Parameter, EditorRequired]
    public Func<long, string> AddressOf { get; set; } = static sequence => "?message=" + sequence;

    /// <summary>Null when this page is the first.</summary>
    [Parameter]
    public string? OldestAddress { get; set; }

    [Parameter]
    public string? OlderAddress { get; set; }

    [Parameter]
    public string? NewerAddress { get; set; }

    [Parameter]
    public EventCallback OnRefresh { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private static string Preview(MessageView message) =>
        string.IsNullOrEmpty(message.Body) ? Compact.Unknown : BodyText.Preview(message.Body);
}
