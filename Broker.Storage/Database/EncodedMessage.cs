using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>A message ready to join a group; only its sequence is missing.</summary>
/// <param name="Message">The message.</param>
/// <param name="Lane">The one lane it goes to; null when <paramref name="Lanes"/> names several.</param>
/// <param name="Lanes">Several lanes of one topic.</param>
/// <param name="Payload">A rented array.</param>
/// <param name="PayloadBytes">How much of it is used.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EncodedMessage(Message Message, Lane? Lane, Lane[]? Lanes, byte[] Payload, int PayloadBytes)
{
    public long SizeBytes => (long)Message.SizeBytes * (Lanes?.Length ?? 1);

    public static EncodedMessage Of(Message message, Destination home, DatabaseMessageStore store)
    {
        var (payload, bytes) = PayloadEncoder.Encode(message, home);
        return new EncodedMessage(message, LaneIn(store, message), null, payload, bytes);
    }

    public static EncodedMessage Of(Message message, Destination home, IReadOnlyList<IMessageStore> stores)
    {
        if (stores.Count == 1) return Of(message, home, (DatabaseMessageStore)stores[0]);
        var lanes = new Lane[stores.Count];
        for (var i = 0; i < lanes.Length; i++) lanes[i] = LaneIn((DatabaseMessageStore)stores[i], message);
        var (payload, bytes) = PayloadEncoder.Encode(message, home);
        return new EncodedMessage(message, null, lanes, payload, bytes);
    }

    private static Lane LaneIn(DatabaseMessageStore store, Message message) => store.LaneOf(message.Priority, store.IsTransient(message.Persistent));
}
