using System.Net;
using Broker.Core.Clients;
using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>One producer that waits for space.</summary>
public sealed class BlockedProducer
{
    private readonly ClientContext _client;

    internal BlockedProducer(ClientContext client) => _client = client;

    /// <summary>Which of its connection's.</summary>
    public required ProducerId Producer { get; init; }

    /// <summary>Where its first waiting message goes.</summary>
    public required Destination Destination { get; init; }

    /// <summary>What it waits for.</summary>
    public required BlockReason Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    public string ClientId => _client.ClientId;

    /// <summary>Null when the transport has no addresses.</summary>
    public EndPoint? RemoteAddress => _client.RemoteAddress;

    /// <summary>Who it is signed in as; null for one that no protocol let in.</summary>
    public string? UserName => _client.User?.Name;

    internal DestinationStatistics? Statistics { get; init; }

    internal long StartedAt { get; init; }
}
