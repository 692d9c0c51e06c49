using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>What every backlog of one broker shares.</summary>
internal sealed record BacklogContext(
    IPersistenceAdapter Persistence,
    MemoryUsage Memory,
    DeadLetters DeadLetters,
    TimeProvider Time,
    ILogger Logger)
{
    public long NowMilliseconds => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
