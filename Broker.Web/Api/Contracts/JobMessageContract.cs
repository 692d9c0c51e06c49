using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>The message of a job.</summary>
public sealed record JobMessageContract(
    [property: Description("JMSMessageID.")] string MessageId,
    [property: Description("Text, Bytes, Map, Object, Stream, Blob, or Plain for none.")] string Kind,
    [property: Description("It survives a restart.")] bool Persistent,
    [property: Description("0 to 9.")] int Priority,
    [property: Description("JMSCorrelationID; null for none.")] string? CorrelationId,
    [property: Description("JMSType; null for none.")] string? Type,
    [property: Description("Its properties as text.")] IReadOnlyDictionary<string, string> Properties,
    [property: Description("Bytes of the body as stored.")] int BodyBytes,
    [property: Description("The body for reading; null for none.")] string? Body,
    [property: Description("The body is longer than what is shown.")] bool BodyIsCut)
{
    internal static JobMessageContract Of(MessageView view) => new(
        view.MessageId, view.Kind, view.Persistent, view.Priority, view.CorrelationId, view.Type, view.Properties, view.BodyBytes, view.Body, view.BodyIsCut);
}
