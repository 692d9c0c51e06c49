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
}
