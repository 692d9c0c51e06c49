using System.Buffers.Binary;
using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Destinations;

/// <summary>Lets a selector read a message: headers by their JMS names, properties out of the blob, without decoding the rest.</summary>
/// <remarks>One is kept for each thread, so evaluation allocates nothing. Source of the names: behaviours B5.</remarks>
internal sealed class MessageSelectorSubject : ISelectorSubject
{
    [ThreadStatic]
    private static MessageSelectorSubject? _spare;

    private Message _message = null!;
    private int _redeliveryCounter;

    /// <param name="selector">The selector.</param>
    /// <param name="message">The message.</param>
    /// <param name="redeliveryCounter">How often its delivery failed by now; a queue counts apart from the message.</param>
    public static bool Matches(Selector selector, Message message, int redeliveryCounter)
    {
        var subject = Rent(message, redeliveryCounter);
        try
        {
            return selector.Matches(subject);
        }
        finally
        {
            Return(subject);
        }
    }

    public static MessageSelectorSubject Rent(Message message, int redeliveryCounter)
    {
        var subject = _spare ?? new();
        _spare = null;
        subject._message = message;
        subject._redeliveryCounter = redeliveryCounter;
        return subject;
    }

    public static void Return(MessageSelectorSubject subject)
    {
        subject._message = null!;
        _spare = subject;
    }

    public string? GetBodyText()
    {
        try
        {
            return MessageBody.ReadText(_message);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public SelectorValue GetValue(string identifier) =>
        identifier.StartsWith("JMS", StringComparison.Ordinal) ? GetHeader(identifier) : GetProperty(identifier);

    private SelectorValue GetHeader(string name) => name switch
    {
        "JMSDestination" => SelectorValue.From(_message.Destination.ToString()),
        "JMSReplyTo" => SelectorValue.From(_message.ReplyTo?.ToString()),
        "JMSType" => SelectorValue.From(_message.Type),
        "JMSDeliveryMode" => SelectorValue.From(_message.Persistent ? "PERSISTENT" : "NON_PERSISTENT"),
        "JMSPriority" => SelectorValue.From((long)_message.Priority),
        "JMSMessageID" => SelectorValue.From(_message.Id.ToString()),
        "JMSTimestamp" => SelectorValue.From(_message.Timestamp),
        "JMSCorrelationID" => SelectorValue.From(_message.CorrelationId),
        "JMSExpiration" => SelectorValue.From(_message.Expiration),
        "JMSRedelivered" => SelectorValue.From(_redeliveryCounter > 0),
        "JMSXDeliveryCount" => SelectorValue.From(_redeliveryCounter + 1L),
        "JMSXGroupID" => SelectorValue.From(_message.GroupId),
        "JMSXGroupSeq" => SelectorValue.From((long)_message.GroupSequence),
        "JMSXGroupFirstForConsumer" => SelectorValue.From(_message.GroupFirstForConsumer),
        "JMSXUserID" => SelectorValue.From(_message.UserId),
        "JMSXProducerTXID" => SelectorValue.From((_message.OriginalTransaction ?? _message.Transaction)?.ToString()),
        "JMSActiveMQBrokerInTime" => SelectorValue.From(_message.BrokerInTime),
        "JMSActiveMQBrokerOutTime" => SelectorValue.From(_message.BrokerOutTime),
        "JMSActiveMQBrokerPath" => SelectorValue.From(_message.BrokerPath is { } path ? string.Join(',', path) : null),
        _ => GetProperty(name),
    };

    private SelectorValue GetProperty(string name)
    {
        try
        {
            return MessageProperties.TryFind(_message.Properties, name, out var tag, out var payload)
                ? Read(tag, payload)
                : SelectorValue.Unknown;
        }
        catch (FormatException)
        {
            return SelectorValue.Unknown;
        }
    }

    private static SelectorValue Read(PrimitiveTag tag, ReadOnlySpan<byte> payload) => tag switch
    {
        PrimitiveTag.Null => SelectorValue.Unknown,
        PrimitiveTag.Boolean => SelectorValue.From(payload[0] != 0),
        PrimitiveTag.Byte => SelectorValue.From((long)(sbyte)payload[0]),
        PrimitiveTag.Short => SelectorValue.From((long)BinaryPrimitives.ReadInt16BigEndian(payload)),
        PrimitiveTag.Int => SelectorValue.From((long)BinaryPrimitives.ReadInt32BigEndian(payload)),
        PrimitiveTag.Long => SelectorValue.From(BinaryPrimitives.ReadInt64BigEndian(payload)),
        PrimitiveTag.Double => SelectorValue.From(BinaryPrimitives.ReadDoubleBigEndian(payload)),
        PrimitiveTag.Float => SelectorValue.From((double)BinaryPrimitives.ReadSingleBigEndian(payload)),
        PrimitiveTag.String or PrimitiveTag.BigString => SelectorValue.From(ModifiedUtf8.GetString(payload)),
        _ => SelectorValue.Other,
    };
}
