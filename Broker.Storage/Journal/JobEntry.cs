using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>One job in a chunk of the index, 32 bytes; its id stands in the chunk's own bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Bytes)]
internal struct JobEntry(in JobPlace place, int idStart)
{
    public const int Bytes = 32;

    // version * 2 + paused
    private readonly ulong _key = ((ulong)place.Version << 1) | (place.IsPaused ? 1u : 0u);

    public readonly long Due = place.Due;
    public JournalLocation Location = place.Location;
    public int RecordLength = place.RecordLength;

    /// <summary>Where the chunk has the id.</summary>
    public int IdStart = idStart;

    public readonly long Version => (long)(_key >> 1);

    public readonly JobOrder Order => new(Due, Version);

    public readonly bool IsPaused => (_key & 1) != 0;
}
