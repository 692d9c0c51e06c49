using System.Runtime.InteropServices;
using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>What a store needs to find one of its messages again without an index in memory.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="SizeBytes">As <see cref="Message.SizeBytes"/>.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="Persistent">As it was appended.</param>
/// <param name="Expires">It has an expiration.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageKey(long Sequence, int SizeBytes, byte Priority, bool Persistent, bool Expires)
{
    public static MessageKey Of(Message message) =>
        new(message.Sequence, message.SizeBytes, message.Priority, message.Persistent, message.Expiration > 0);
}
