using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Broker.Tests.Fixtures;

/// <summary>Loopback ports that nobody listens on, and that stay free while a server is down between two starts.</summary>
/// <remarks>
/// They lie below the range from which the kernel serves outgoing connections and port 0 (32768 up), so no connection of another
/// test can take the port of a server that was killed and is to come back.
/// </remarks>
internal static class FreePorts
{
    private const int Lowest = 15_000;
    private const int Beyond = 32_000;

    private static readonly HashSet<int> Taken = [];

    public static int Take()
    {
        lock (Taken)
        {
            int port;
            do port = RandomNumberGenerator.GetInt32(Lowest, Beyond);
            while (Taken.Contains(port) || !IsFree(port));
            Taken.Add(port);
            return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var attempt = new TcpListener(IPAddress.Loopback, port);
        try
        {
            attempt.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
