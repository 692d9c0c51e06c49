using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Which type id an object travels under.</summary>
internal static class WireType
{
    /// <exception cref="ArgumentException">It has none: an engine's value that was not translated.</exception>
    public static CommandType Of(object value) => value switch
    {
        Destination destination => CommandType.Queue + (byte)destination.Kind,
        ConsumerId => CommandType.ConsumerId,
        ProducerId => CommandType.ProducerId,
        Command command => command.Type,
        LocalTransactionId => CommandType.LocalTransactionId,
        XaTransactionId => CommandType.XaTransactionId,
        SessionId => CommandType.SessionId,
        ConnectionId => CommandType.ConnectionId,
        BrokerId => CommandType.BrokerId,
        WireMessageId => CommandType.MessageId,
        _ => throw new ArgumentException($"OpenWire has no type for a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>In tight encoding it could travel as a frame within the frame, so that a bit more says whether it does.</summary>
    public static bool MayBeMarshalledApart(CommandType type) =>
        type is CommandType.WireFormatInfo or (>= CommandType.Message and <= CommandType.BlobMessage);

    /// <exception cref="ProtocolViolationException">What was read is nothing for its field.</exception>
    public static T? Expect<T>(object? read)
        where T : class
    {
        if (read is null) return null;
        if (read is T expected) return expected;
        ProtocolViolationException.Throw(ProtocolViolationReason.UnexpectedType, $"A {Of(read)} where a {typeof(T).Name} belongs.");
        return null;
    }

    /// <exception cref="ProtocolViolationException">The type is another.</exception>
    public static void Expect(CommandType found, CommandType type)
    {
        if (found == type) return;
        ProtocolViolationException.Throw(ProtocolViolationReason.UnexpectedType, $"Type {found} where a {type} belongs.");
    }

    /// <summary>The text that a connection's or broker's id consists of.</summary>
    /// <exception cref="ProtocolViolationException">It is another value.</exception>
    public static string? NameOf(object? id, CommandType type)
    {
        if (id is null) return null;
        Expect(Of(id), type);
        return id is ConnectionId connection ? connection.Value : ((BrokerId)id).Value;
    }

    /// <summary>The id that a field of plain text stands for.</summary>
    public static object? IdOf(string? name, CommandType type)
    {
        if (name is null) return null;
        return type == CommandType.ConnectionId ? new ConnectionId(name) : new BrokerId(name);
    }
}
