using Broker.Tests.Fixtures;

namespace Broker.Tests.Failover;

/// <summary>A MariaDB of the pair's own.</summary>
internal sealed class DatabasePairStore : PairStore
{
    private readonly WriterLog _writers;

    private DatabasePairStore(MariaDbServer server)
    {
        Server = server;
        _writers = new WriterLog("broker_main", sql => server.ExecuteAsRootAsync(sql));
    }

    public static async Task<DatabasePairStore> StartAsync() => new(await MariaDbServer.StartAsync());

    public MariaDbServer Server { get; }

    public override IReadOnlyList<string> Arguments => ["--Broker:Persistence:Adapter=Database", $"--Broker:Persistence:ConnectionString={Server.ConnectionString}"];

    public override Task WatchWritersAsync() => _writers.StartAsync();

    public override Task<IReadOnlyList<string>> FindWriterFaultsAsync() => _writers.FindFaultsAsync();

    public override ValueTask DisposeAsync() => Server.DisposeAsync();
}
