using System.Globalization;

namespace Broker.Tests.Fixtures;

/// <summary>Whom a process on this machine is connected to over TCP, as the kernel tells.</summary>
internal static class ConnectedPorts
{
    private const string Established = "01";

    /// <summary>The remote port of each connection of a process; one that several connections lead to is there several times.</summary>
    public static IReadOnlyList<int> Of(int processId)
    {
        var own = SocketInodes(processId);
        return [.. Lines(processId, "tcp").Concat(Lines(processId, "tcp6")).Where(line => line.State is Established && own.Contains(line.Inode)).Select(static line => line.RemotePort)];
    }

    /// <summary>Descriptors are links such as "socket:[12345]".</summary>
    private static HashSet<string> SocketInodes(int processId)
    {
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var descriptor in Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd"))
        {
            // A descriptor may be closed meanwhile, and has then no target.
            if (new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal)) inodes.Add(target[8..^1]);
        }
        return inodes;
    }

    /// <summary>The rows of proc_net_tcp(5): number, local address, remote address, state, ..., the inode as the tenth. Ports are hexadecimal.</summary>
    private static IEnumerable<(int RemotePort, string State, string Inode)> Lines(int processId, string protocol)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/net/{protocol}").Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var port = int.Parse(fields[2].AsSpan(fields[2].LastIndexOf(':') + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            yield return (port, fields[3], fields[9]);
        }
    }
}
