using Broker.Core.Configuration;
using Broker.Core.Diagnostics;
using Broker.Core.Routing;
using Broker.Core.Security;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Protocols;

/// <summary>What every protocol connection of one serving broker works with.</summary>
public sealed record ProtocolServices(
    Router Router,
    RouterOptions Broker,
    IAuthenticator Authenticator,
    AnonymousAccess Anonymous,
    BrokerStatistics Statistics,
    TimeProvider Time,
    ILogger Logger);
