using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>What a reader may see of a store.</summary>
/// <param name="Lanes">Those that may have rows, and the sequence up to which they are dead.</param>
/// <param name="Through">Messages beyond are not told yet.</param>
/// <param name="MeanSizeBytes">Mean size of its messages, to guess how many fit.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageBounds(List<(long Lane, long After)> Lanes, long Through, long MeanSizeBytes);
