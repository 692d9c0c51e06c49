using Broker.Tests.Fixtures;

namespace Broker.Tests.Failover;

/// <summary>Three database servers that hold the same data.</summary>
internal sealed class GaleraPairStore : PairStore
{
    private readonly WriterLog _writers;

    private GaleraPairStore(GaleraCluster cluster)
    {
        Cluster = cluster;
        _writers = new WriterLog("broker_main", sql => cluster.Nodes[0].ExecuteAsRootAsync(sql));
    }

    public static async Task<GaleraPairStore> StartAsync() => new(await GaleraCluster.StartAsync());

    public GaleraCluster Cluster { get; }

    public override IReadOnlyList<string> Arguments => ["--Broker:Persistence:Adapter=Database", $"--Broker:Persistence:ConnectionString={Cluster.ConnectionString}"];

    /// <summary>The database node that a broker has most of its connections to.</summary>
    public int NodeUsedBy(PairNode broker)
    {
        var ports = ConnectedPorts.Of(broker.Process.ProcessId);
        var used = Enumerable.Range(0, Cluster.Nodes.Count).MaxBy(index => ports.Count(port => port == Cluster.Nodes[index].Port));
        return ports.Contains(Cluster.Nodes[used].Port) ? used : throw new InvalidOperationException($"Node {broker.Name} is connected to no database node.");
    }

    public override Task WatchWritersAsync() => _writers.StartAsync();

    public override Task<IReadOnlyList<string>> FindWriterFaultsAsync() => _writers.FindFaultsAsync();

    public override ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
