using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Broker.Core.Messages;

namespace Broker.Core.Management;

/// <summary>Makes messages readable for people. Damaged properties or bodies are said to be so, never thrown.</summary>
internal static class MessageViews
{
    private const int MaxBodyCharacters = 64 * 1024;
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static MessageView From(Message message)
    {
        var body = ReadBody(message);
        return new()
        {
            Sequence = message.Sequence,
            MessageId = message.Id.ToString(),
            Kind = message.Kind.ToString(),
            Persistent = message.Persistent,
            Priority = message.Priority,
            Timestamp = ToTime(message.Timestamp),
            Expiration = ToTime(message.Expiration),
            CorrelationId = message.CorrelationId,
            Type = message.Type,
            ReplyTo = message.ReplyTo?.ToString(),
            GroupId = message.GroupId,
            OriginalDestination = message.OriginalDestination?.ToString(),
            RedeliveryCounter = message.RedeliveryCounter,
            BodyBytes = message.Content?.Length ?? 0,
            Properties = ReadProperties(message),
            Body = body is { Length: > MaxBodyCharacters } ? body[..MaxBodyCharacters] : body,
            BodyIsCut = body is { Length: > MaxBodyCharacters },
        };
    }

    private static DateTimeOffset? ToTime(long milliseconds) =>
        milliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static Dictionary<string, string> ReadProperties(Message message)
    {
        var readable = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, value) in MessageProperties.ReadAll(message.Properties)) readable[name] = ToText(value);
        }
        catch (FormatException e)
        {
            readable["?"] = $"The properties cannot be read: {e.Message}";
        }

        return readable;
    }

    private static string? ReadBody(Message message)
    {
        try
        {
            return message.Kind switch
            {
                MessageKind.Text => MessageBody.ReadText(message),
                MessageKind.Map when message.Content is not null => JsonSerializer.Serialize(new PrimitiveReader(MessageBody.Inflate(message)).ReadMap(), _json),
                MessageKind.Stream when message.Content is not null => JsonSerializer.Serialize(ReadStream(message), _json),
                MessageKind.Blob => message.Blob?.RemoteUrl,
                _ => message.Content is null ? null : ToHex(MessageBody.Inflate(message)),
            };
        }
        catch (FormatException e)
        {
            return $"The body cannot be read: {e.Message}";
        }
    }

    private static List<object?> ReadStream(Message message)
    {
        var values = new List<object?>();
        var reader = new PrimitiveReader(MessageBody.Inflate(message));
        while (!reader.AtEnd)
        {
            var tag = reader.ReadTag();
            values.Add(PrimitiveReader.Decode(tag, reader.ReadPayload(tag)));
        }

        return values;
    }

    // One character more than shown, so that a cut is noticed.
    private static string ToHex(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, (MaxBodyCharacters / 2) + 1)]);

    private static string ToText(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        _ => JsonSerializer.Serialize(value, _json),
    };
}
