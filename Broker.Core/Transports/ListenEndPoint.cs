using System.Net;

namespace Broker.Core.Transports;

/// <summary>Where a connector listens, and how many clients may wait there to be accepted.</summary>
/// <param name="address">An address of this machine, or one that stands for all.</param>
/// <param name="port">0 takes a free one.</param>
/// <param name="backlog">Unit: connections. Source: ActiveMQ's tcp option of the same name.</param>
public sealed class ListenEndPoint(IPAddress address, int port, int backlog) : IPEndPoint(address, port)
{
    public int Backlog { get; } = backlog;
}
