namespace Broker.Tests.Failover;

/// <summary>What a fault finds when it strikes.</summary>
/// <param name="Pair">Both nodes run, and one serves.</param>
/// <param name="Store">Where they keep their messages.</param>
/// <param name="Master">The one that serves.</param>
internal sealed record Scene(BrokerPair Pair, PairStore Store, PairNode Master)
{
    public PairNode Slave => Pair.Other(Master);

    public DatabasePairStore Database => (DatabasePairStore)Store;

    public GaleraPairStore Galera => (GaleraPairStore)Store;
}
