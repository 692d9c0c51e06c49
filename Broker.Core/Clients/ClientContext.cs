using System.Net;
using Broker.Core.Security;

namespace Broker.Core.Clients;

/// <summary>Who is connected: the facts about one client connection that every room may want to know.</summary>
/// <remarks>ActiveMQ calls it ConnectionContext. Set once when the client has introduced itself, then only read.</remarks>
public sealed class ClientContext
{
    /// <summary>Chosen by the client, unique among connections.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>JMS client id; names durable subscriptions together with the subscription name.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who it is, for a client without credentials the anonymous user; null for one that no protocol let in.</summary>
    public User? User { get; init; }

    /// <summary>Null when the transport has no addresses.</summary>
    public EndPoint? RemoteAddress { get; init; }

    /// <summary>The client reconnects by itself and wants to be told of other nodes.</summary>
    public bool FaultTolerant { get; init; }

    /// <summary>This connection goes on where an earlier one broke; what it sends may be a repetition.</summary>
    public bool FailoverReconnect { get; init; }

    /// <summary>When it connected.</summary>
    public DateTimeOffset ConnectedAt { get; init; }
}
