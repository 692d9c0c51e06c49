using System.Diagnostics.CodeAnalysis;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>The field lists of all commands, one for reading and writing alike; see <see cref="IWire"/>.</summary>
/// <remarks>
/// Each <c>Fields</c> takes the object to write, or a fresh one to fill while reading; ids and other immutable values
/// take null while reading and are made of what was read. Parts: Connections, Consumers, Messages, Responses, Brokers,
/// Journal, Values. Source: openwire.md section 5, same order as there.
/// </remarks>
internal static partial class OpenWireFields<TWire>
    where TWire : struct, IWire, allows ref struct
{
    /// <summary>The fields of an object whose type is known.</summary>
    /// <param name="wire">The pass.</param>
    /// <param name="type">The type before the object.</param>
    /// <param name="x">The object to write; null to read.</param>
    /// <returns>The object written or read.</returns>
    public static object Body(ref TWire wire, CommandType type, object? x) => type switch
    {
        CommandType.WireFormatInfo => Fields(ref wire, (WireFormatInfo?)x ?? new()),
        CommandType.BrokerInfo => Fields(ref wire, (BrokerInfo?)x ?? new()),
        CommandType.ConnectionInfo => Fields(ref wire, (ConnectionInfo?)x ?? new()),
        CommandType.SessionInfo => Fields(ref wire, (SessionInfo?)x ?? new()),
        CommandType.ConsumerInfo => Fields(ref wire, (ConsumerInfo?)x ?? new()),
        CommandType.ProducerInfo => Fields(ref wire, (ProducerInfo?)x ?? new()),
        CommandType.TransactionInfo => Fields(ref wire, (TransactionInfo?)x ?? new()),
        CommandType.DestinationInfo => Fields(ref wire, (DestinationInfo?)x ?? new()),
        CommandType.RemoveSubscriptionInfo => Fields(ref wire, (RemoveSubscriptionInfo?)x ?? new()),
        CommandType.KeepAliveInfo => Prefix(ref wire, (KeepAliveInfo?)x ?? new()),
        CommandType.ShutdownInfo => Prefix(ref wire, (ShutdownInfo?)x ?? new()),
        CommandType.RemoveInfo => Fields(ref wire, (RemoveInfo?)x ?? new()),
        CommandType.ControlCommand => Fields(ref wire, (ControlCommand?)x ?? new()),
        CommandType.FlushCommand => Prefix(ref wire, (FlushCommand?)x ?? new()),
        CommandType.ConnectionError => Fields(ref wire, (ConnectionError?)x ?? new()),
        CommandType.ConsumerControl => Fields(ref wire, (ConsumerControl?)x ?? new()),
        CommandType.ConnectionControl => Fields(ref wire, (ConnectionControl?)x ?? new()),
        CommandType.ProducerAck => Fields(ref wire, (ProducerAck?)x ?? new()),
        CommandType.MessagePull => Fields(ref wire, (MessagePull?)x ?? new()),
        CommandType.MessageDispatch => Fields(ref wire, (MessageDispatch?)x ?? new()),
        CommandType.MessageAck => Fields(ref wire, (MessageAck?)x ?? new()),
        >= CommandType.Message and <= CommandType.BlobMessage => Fields(ref wire, (MessageCommand?)x ?? NewMessage(type)),
        CommandType.Response => ResponsePrefix(ref wire, (Response?)x ?? new()),
        CommandType.ExceptionResponse => Fields(ref wire, (ExceptionResponse?)x ?? new()),
        CommandType.DataResponse => Fields(ref wire, (DataResponse?)x ?? new()),
        CommandType.DataArrayResponse => Fields(ref wire, (DataArrayResponse?)x ?? new()),
        CommandType.IntegerResponse => Fields(ref wire, (IntegerResponse?)x ?? new()),
        CommandType.DiscoveryEvent => Fields(ref wire, (DiscoveryEvent?)x ?? new()),
        CommandType.JournalTopicAck => Fields(ref wire, (JournalTopicAck?)x ?? new()),
        CommandType.JournalQueueAck => Fields(ref wire, (JournalQueueAck?)x ?? new()),
        CommandType.JournalTrace => Fields(ref wire, (JournalTrace?)x ?? new()),
        CommandType.JournalTransaction => Fields(ref wire, (JournalTransaction?)x ?? new()),
        CommandType.SubscriptionInfo => Fields(ref wire, (SubscriptionInfo?)x ?? new()),
        CommandType.PartialCommand => Fields(ref wire, (PartialCommand?)x ?? new()),
        CommandType.LastPartialCommand => Fields(ref wire, (LastPartialCommand?)x ?? new()),
        CommandType.ReplayCommand => Fields(ref wire, (ReplayCommand?)x ?? new()),
        CommandType.MessageDispatchNotification => Fields(ref wire, (MessageDispatchNotification?)x ?? new()),
        CommandType.NetworkBridgeFilter => Fields(ref wire, (NetworkBridgeFilter?)x ?? new()),
        CommandType.BrokerSubscriptionInfo => Fields(ref wire, (BrokerSubscriptionInfo?)x ?? new()),
        >= CommandType.Queue and <= CommandType.TemporaryTopic => Fields(ref wire, (DestinationKind)(type - CommandType.Queue), (Destination?)x),
        CommandType.MessageId => Fields(ref wire, (WireMessageId?)x),
        CommandType.LocalTransactionId => Fields(ref wire, (LocalTransactionId?)x),
        CommandType.XaTransactionId => Fields(ref wire, (XaTransactionId?)x),
        CommandType.ConnectionId => Fields(ref wire, (ConnectionId?)x),
        CommandType.SessionId => Fields(ref wire, (SessionId?)x),
        CommandType.ConsumerId => Fields(ref wire, (ConsumerId?)x),
        CommandType.ProducerId => Fields(ref wire, (ProducerId?)x),
        CommandType.BrokerId => Fields(ref wire, (BrokerId?)x),
        _ => throw new ProtocolViolationException(ProtocolViolationReason.UnknownCommand, $"Unknown data type {(byte)type}."),
    };

    // What most commands begin with; ids, journal entries and a few more do not.
    private static Command Prefix(ref TWire wire, Command x)
    {
        x.CommandId = wire.Int(x.CommandId);
        x.ResponseRequired = wire.Bool(x.ResponseRequired);
        return x;
    }

    private static IReadOnlyList<T>? Array<T>(ref TWire wire, IReadOnlyList<T>? items)
        where T : class
    {
        if (!wire.Bool(items is not null)) return null;
        var count = wire.Count(items?.Count ?? 0);

        // The list grows with what is really there: a lying count costs nothing.
        var read = items is null ? new List<T>(Math.Min(count, 8)) : null;
        for (var i = 0; i < count; i++)
        {
            var item = wire.Nested(items?[i]);
            read?.Add(Required(item));
        }

        return items ?? read;
    }

    private static IReadOnlyList<string>? BrokerIds(ref TWire wire, IReadOnlyList<string>? items)
    {
        if (!wire.Bool(items is not null)) return null;
        var count = wire.Count(items?.Count ?? 0);
        var read = items is null ? new List<string>(Math.Min(count, 8)) : null;
        for (var i = 0; i < count; i++)
        {
            var item = wire.Open(true, CommandType.BrokerId) ? wire.Name(items?[i]) : null;
            read?.Add(Required(item));
        }

        return items ?? read;
    }

    private static RemoteError? Throwable(ref TWire wire, RemoteError? x, int depth = 0)
    {
        const int MaxMessageLength = 16 * 1024;
        if (depth > FrameCursor.MaxDepth)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.NestingTooDeep, "An error has too many causes.");
        }

        if (!wire.Bool(x is not null)) return null;
        var message = x?.Message;
        if (message?.Length > MaxMessageLength) message = message[..MaxMessageLength];

        // Peers of these two versions stumble over null.
        if (x is not null && wire.Version is 1 or 10) message ??= "";
        var name = wire.String(x?.ClassName);
        message = wire.String(message);
        var trace = x?.StackTrace;
        var cause = x?.Cause;
        if (wire.StackTraceEnabled)
        {
            trace = StackTrace(ref wire, trace, reading: x is null);
            cause = Throwable(ref wire, cause, depth + 1);
        }

        return x ?? new RemoteError(Required(name), message, trace, cause);
    }

    private static IReadOnlyList<RemoteStackFrame>? StackTrace(ref TWire wire, IReadOnlyList<RemoteStackFrame>? frames, bool reading)
    {
        var count = wire.Count(frames?.Count ?? 0);
        var read = reading ? new List<RemoteStackFrame>(Math.Min(count, 8)) : null;
        for (var i = 0; i < count; i++)
        {
            var x = frames?[i];
            var declaringClass = wire.Name(x?.DeclaringClass);
            var method = wire.Name(x?.Method);
            var file = wire.Name(x?.File);
            var line = wire.Int(x?.Line ?? 0);
            read?.Add(new RemoteStackFrame(declaringClass, method, file, line));
        }

        return read ?? frames;
    }

    private static T Required<T>([NotNull] T? value)
        where T : class
    {
        if (value is null) ProtocolViolationException.Throw(ProtocolViolationReason.MissingField, "A field that is needed is null.");
        return value;
    }
}
