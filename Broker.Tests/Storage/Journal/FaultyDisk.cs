using Broker.Storage.Journal;
using Microsoft.Win32.SafeHandles;

namespace Broker.Tests.Storage.Journal;

/// <summary>A disk that fails when told to.</summary>
internal sealed class FaultyDisk : JournalDisk
{
    public const int NoSpace = 28;
    private const int InputOutputError = 5;

    public volatile bool FailsWrites;
    public volatile bool FailsHalfWrites;
    public volatile bool FailsSyncs;
    public volatile bool FailsAllocations;

    public override void Allocate(string path, long sizeBytes)
    {
        if (FailsAllocations) throw new IOException("No space left on device", NoSpace);
        base.Allocate(path, sizeBytes);
    }

    public override void Write(SafeFileHandle handle, List<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (FailsWrites) throw new IOException("Input/output error", InputOutputError);
        base.Write(handle, buffers, offset);
        if (FailsHalfWrites) throw new IOException("No space left on device", NoSpace);
    }

    public override void Sync(SafeFileHandle handle)
    {
        if (FailsSyncs) throw new IOException("Input/output error", InputOutputError);
        base.Sync(handle);
    }
}
