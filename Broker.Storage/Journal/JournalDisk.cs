using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Broker.Storage.Journal;

/// <summary>Every change the journal makes to its disk goes through here; tests put failures in its place.</summary>
internal partial class JournalDisk
{
    private const int MostBuffersPerWrite = 512;
    private const int ZeroBlockBytes = 1024 * 1024;
    private const int NoSuchEntry = 2;
    private const int NotADirectory = 20;
    private const int AppendToNewOrOld = 0x80441;
    private const int OwnerWritesOthersRead = 0x1A4;

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
        var descriptor = Open(path, 0, 0);
        if (descriptor < 0) throw LastError("open " + path);
        var failed = SyncAll(descriptor) != 0;
        var error = failed ? LastError("fsync " + path) : null;
        _ = Close(descriptor);
        if (error is not null) throw error;
    }

    /// <summary>Is there a file or directory of this name now? One system call.</summary>
    /// <exception cref="IOException">Nobody can tell.</exception>
    public virtual bool Exists(string path)
    {
        if (!OperatingSystem.IsLinux()) return Path.Exists(path);
        if (Access(path, 0) == 0) return true;
        return Marshal.GetLastPInvokeError() is NoSuchEntry or NotADirectory ? false : throw LastError("access " + path);
    }

    /// <summary>Gives a directory another name, with all that is in it, in one step.</summary>
    /// <returns>False: there is none of the old name.</returns>
    public virtual bool TryRenameDirectory(string from, string to)
    {
        if (!OperatingSystem.IsLinux()) return TryMoveDirectory(from, to);
        if (Rename(from, to) == 0) return true;
        return Marshal.GetLastPInvokeError() == NoSuchEntry ? false : throw LastError("rename " + from);
    }

    /// <summary>Adds bytes behind all that is in a file, in one step, also when another process does the same.</summary>
    public virtual void Append(string path, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            File.AppendAllBytes(path, bytes);
            return;
        }

        var descriptor = Open(path, AppendToNewOrOld, OwnerWritesOthersRead);
        if (descriptor < 0) throw LastError("open " + path);
        var written = Write(descriptor, bytes, bytes.Length);
        var error = written == bytes.Length ? null : LastError("write " + path);
        _ = Close(descriptor);
        if (error is not null) throw error;
    }

    private static bool TryMoveDirectory(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static IOException LastError(string action)
    {
        var error = Marshal.GetLastPInvokeError();
        var text = $"{action}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error == NoSuchEntry ? new DirectoryNotFoundException(text) : new IOException(text, error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
