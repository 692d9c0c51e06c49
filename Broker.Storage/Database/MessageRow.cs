using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>A message on its way into its lane.</summary>
/// <param name="Lane">Where it goes.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="SizeBytes">What it counts for.</param>
/// <param name="Expiration">Milliseconds since 1970 UTC; 0 for none.</param>
/// <param name="Payload">Its bytes, at the beginning of a rented array; null when they lie in the table of bodies.</param>
/// <param name="PayloadBytes">How many.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageRow(Lane Lane, long Sequence, int SizeBytes, long Expiration, byte[]? Payload, int PayloadBytes);
