using System.Runtime.InteropServices;
using Broker.Core.Messages;

namespace Broker.Storage.Journal;

/// <summary>What the index knows of a message without reading it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageFacts(long Sequence, byte Priority, long Expiration, int SizeBytes)
{
    public static MessageFacts Of(Message message) => new(message.Sequence, message.Priority, message.Expiration, message.SizeBytes);
}
