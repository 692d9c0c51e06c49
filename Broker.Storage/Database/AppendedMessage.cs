using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>A message that becomes readable when its group is written.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AppendedMessage(Lane? Lane, Lane[]? Lanes, long Sequence, int SizeBytes, bool Delivering);
