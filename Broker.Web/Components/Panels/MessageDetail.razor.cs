using System.Globalization;
using Broker.Core.Management;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>One message: body, headers under their JMS names, properties.</summary>
public sealed partial class MessageDetail
{
    private string? _chosen;

    [Parameter, EditorRequired]
    public long Sequence { get; set; }

    /// <summary>Null when it is no longer in the queue.</summary>
    [Parameter, EditorRequired]
    public MessageView? Message { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter, EditorRequired]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    [Parameter, EditorRequired]
    public string CloseAddress { get; set; } = "";

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    // Bodies of bytes and objects arrive as hex already.
    private bool IsHex => Message?.Kind is "Bytes" or "Object" or "Blob";

    private string[] Views => IsHex ? ["Hex"] : BodyText.Json(Message?.Body) is null ? ["Text", "Hex"] : ["Json", "Text", "Hex"];

    private string View => _chosen is not null && Views.Contains(_chosen, StringComparer.Ordinal) ? _chosen : Views[0];

    private IEnumerable<(string Name, string Value, string? Title)> Headers
    {
        get
        {
            yield return ("JMSMessageID", Message!.MessageId, null);
            yield return ("JMSTimestamp", Moments.Relative(Message.Timestamp, Now, Words), Moments.Exact(Message.Timestamp, Zone));
            yield return ("JMSExpiration", Message.Expiration is null ? Words["Message.Never"] : Moments.Relative(Message.Expiration, Now, Words), Moments.Exact(Message.Expiration, Zone));
            yield return ("JMSDeliveryMode", Words[Message.Persistent ? "Message.Persistent" : "Message.NonPersistent"], null);
            yield return ("JMSPriority", Message.Priority.ToString(CultureInfo.CurrentCulture), null);
            yield return ("JMSCorrelationID", Message.CorrelationId ?? Compact.Unknown, null);
            yield return ("JMSType", Message.Type ?? Compact.Unknown, null);
            yield return ("JMSReplyTo", Message.ReplyTo ?? Compact.Unknown, null);
            yield return ("JMSXGroupID", Message.GroupId ?? Compact.Unknown, null);
            yield return ("JMSXDeliveryCount", (Message.RedeliveryCounter + 1).ToString(CultureInfo.CurrentCulture), null);
            if (Message.OriginalDestination is not null)
            {
                yield return (Words["Message.OriginalDestination"], Message.OriginalDestination, null);
            }
        }
    }

    private string BodyAs(string view) => view switch
    {
        "Json" => BodyText.Json(Message!.Body)!,
        "Hex" when !IsHex => BodyText.Hex(Message!.Body),
        _ => Message!.Body!,
    };
}
