using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>A message for several subscriptions, stored once.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BodyRow(long Sequence, byte[] Payload, int PayloadBytes);
