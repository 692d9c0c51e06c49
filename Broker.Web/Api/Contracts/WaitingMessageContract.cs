using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A message that waits for a consumer.</summary>
public sealed record WaitingMessageContract(
    [property: Description("Its place; also the key for the next page.")] long Sequence,
    [property: Description("JMSMessageID.")] string MessageId,
    [property: Description("Text, Bytes, Map, Object, Stream, Blob, or Plain for none.")] string Kind,
    bool Persistent,
    int Priority,
    [property: Description("When its client sent it; null when the client does not say.")] DateTimeOffset? Timestamp,
    [property: Description("Null means never.")] DateTimeOffset? Expiration,
    string? CorrelationId,
    string? Type,
    string? ReplyTo,
    int RedeliveryCounter,
    int BodyBytes,
    [property: Description("Text as it is, maps and streams as JSON, others as hex; cut at 64 KiB.")] string? Body,
    [property: Description("The body is longer than what is shown.")] bool BodyIsCut,
    [property: Description("Application properties as text, by name.")] IReadOnlyDictionary<string, string> Properties)
{
    internal static WaitingMessageContract Of(MessageView view) => new(
        view.Sequence,
        view.MessageId,
        view.Kind,
        view.Persistent,
        view.Priority,
        view.Timestamp,
        view.Expiration,
        view.CorrelationId,
        view.Type,
        view.ReplyTo,
        view.RedeliveryCounter,
        view.BodyBytes,
        view.Body,
        view.BodyIsCut,
        view.Properties);
}
