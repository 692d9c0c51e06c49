using Broker.Core.Diagnostics;
using Broker.Core.Routing;
using Broker.Core.Security;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Protocols;

/// <summary>What every protocol connection of one serving broker works with.</summary>
/// <param name="Router">The engine.</param>
/// <param name="Broker">Who it is.</param>
/// <param name="Authenticator">Checks credentials.</param>
/// <param name="Anonymous">Who may come in without any, and as whom.</param>
/// <param name="Statistics">Where connections count.</param>
/// <param name="Tenure">Nothing is written to a client while it does not say that this node may answer.</param>
/// <param name="LongestSilence">Clients that hear nothing for so long may take this node for gone, unless a connector says otherwise.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where to log.</param>
public sealed record ProtocolServices(
    Router Router,
    RouterOptions Broker,
    IAuthenticator Authenticator,
    AnonymousRules Anonymous,
    BrokerStatistics Statistics,
    MasterTenure Tenure,
    TimeSpan LongestSilence,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Where sends wait that memory is not for. Default: nowhere.</summary>
    public OverflowSpace Overflow { get; init; } = new("", limitBytes: 0);
}
