using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>What every backlog of one broker shares.</summary>
internal sealed record BacklogContext(
    IPersistenceAdapter Persistence,
    MemoryUsage Memory,
    DeadLetters DeadLetters,
    AdvisoryPublisher Advisories,
    TimeProvider Time,
    ILogger Logger)
{
    private volatile bool _isStopping;

    /// <summary>
    /// Nothing is handed out any more. Set before a stopping broker closes its connections one by one: what the first ones held
    /// must not go to the others, whose clients would process it although the first client may be doing so already.
    /// </summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    public long NowMilliseconds => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
