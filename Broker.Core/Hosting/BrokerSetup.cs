using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>What a node is made of: its configuration, and the parts that the host chose for it.</summary>
/// <param name="Options">The broker.</param>
/// <param name="Security">Who may come in.</param>
/// <param name="CreatePersistence">Makes the store for one tenure, anew each time the node begins to serve.</param>
/// <param name="Authenticator">Checks credentials.</param>
/// <param name="Listeners">Opens ports.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">Where to log.</param>
/// <param name="ConsoleUri">Where people find this node's console; empty tells the others none.</param>
public sealed record BrokerSetup(
    BrokerOptions Options,
    SecurityOptions Security,
    Func<MasterTenure, IPersistenceAdapter> CreatePersistence,
    IAuthenticator Authenticator,
    IConnectionListenerFactory Listeners,
    TimeProvider Time,
    ILoggerFactory Loggers,
    string ConsoleUri = "")
{
    /// <summary>Rights on destinations, which management edits. Default: as configured, and not to be edited.</summary>
    public Authorization Authorization { get; init; } = new(Security.Authorization);

    /// <summary>Reads what operators changed on any node; awaited when the store is open, before anybody is served. Default: nothing is read.</summary>
    /// <remarks>Throws a <see cref="StoreException"/> when the store is away; the node does not serve then.</remarks>
    public Func<CancellationToken, ValueTask> RefreshSettings { get; init; } = static _ => ValueTask.CompletedTask;
}
