using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Broker.Storage.Journal;

/// <summary>Every change the journal makes to its disk goes through here; tests put failures in its place.</summary>
internal partial class JournalDisk
{
    private const int MostBuffersPerWrite = 512;
    private const int ZeroBlockBytes = 1024 * 1024;

    /// <summary>Creates a file whose blocks are all there, filled with zeros and synced: later syncs then move data alone.</summary>
    public virtual void Allocate(string path, long sizeBytes)
    {
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var zeros = new byte[Math.Min(ZeroBlockBytes, sizeBytes)];
        for (long at = 0; at < sizeBytes; at += zeros.Length)
        {
            RandomAccess.Write(handle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, sizeBytes - at)), at);
        }

        Sync(handle);
    }

    public virtual void Write(SafeFileHandle handle, List<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (buffers.Count == 1)
        {
            RandomAccess.Write(handle, buffers[0].Span, offset);
            return;
        }

        for (var at = 0; at < buffers.Count; at += MostBuffersPerWrite)
        {
            var part = buffers.Count <= MostBuffersPerWrite ? buffers : buffers.GetRange(at, Math.Min(MostBuffersPerWrite, buffers.Count - at));
            RandomAccess.Write(handle, part, offset);
            foreach (var buffer in part)
            {
                offset += buffer.Length;
            }
        }
    }

    /// <summary>Returns when the file's bytes are on the medium.</summary>
    public virtual void Sync(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        var entered = false;
        try
        {
            handle.DangerousAddRef(ref entered);
            if (SyncData((int)handle.DangerousGetHandle()) != 0) throw LastError("fdatasync");
        }
        finally
        {
            if (entered) handle.DangerousRelease();
        }
    }

    /// <summary>Makes names created, changed or deleted in a directory durable.</summary>
    public virtual void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(path, 0);
        if (descriptor < 0) throw LastError("open " + path);
        var failed = SyncAll(descriptor) != 0;
        var error = failed ? LastError("fsync " + path) : null;
        _ = Close(descriptor);
        if (error is not null) throw error;
    }

    private static IOException LastError(string action)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{action}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
