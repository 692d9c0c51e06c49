namespace Broker.Tests.Failover;

/// <summary>Where a pair keeps its messages.</summary>
internal abstract class PairStore : IAsyncDisposable
{
    /// <summary>What nodes need to find it.</summary>
    public abstract IReadOnlyList<string> Arguments { get; }

    /// <summary>The directory that the nodes share; null: each has one of its own.</summary>
    public virtual string? DataDirectory => null;

    /// <summary>Begins to note which tenure writes; the nodes run by then.</summary>
    public virtual Task WatchWritersAsync() => Task.CompletedTask;

    /// <summary>What was wrong with the order of the writers since then, a line each.</summary>
    public virtual Task<IReadOnlyList<string>> FindWriterFaultsAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    public abstract ValueTask DisposeAsync();

    public static async Task<PairStore> CreateAsync(string name) => name switch
    {
        "directory" => new DirectoryPairStore(),
        "database" => await DatabasePairStore.StartAsync(),
        "galera" => await GaleraPairStore.StartAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "directory, database or galera."),
    };
}
