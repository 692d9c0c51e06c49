using System.Globalization;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Failover;

/// <summary>Two real brokers on one store, of which one serves.</summary>
internal sealed class BrokerPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For one question; a node that takes longer counts as one that does not answer.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private BrokerPair(PairStore store, TimeSpan lease)
    {
        Lease = lease;
        string[] arguments = [.. store.Arguments, string.Create(CultureInfo.InvariantCulture, $"--Broker:Availability:LeaseDuration={lease:c}")];
        Nodes = [.. new[] { "a", "b" }.Select(name => new PairNode(name, store.DataDirectory, arguments))];
    }

    /// <summary>Starts both and waits until one serves and the other stands by.</summary>
    /// <param name="store">Of both.</param>
    /// <param name="lease">How long a master may go unseen.</param>
    public static async Task<BrokerPair> StartAsync(PairStore store, TimeSpan lease)
    {
        var pair = new BrokerPair(store, lease);
        try
        {
            _ = await pair.WaitUntilCompleteAsync();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public TimeSpan Lease { get; }

    public IReadOnlyList<PairNode> Nodes { get; }

    public IEnumerable<string> Urls => Nodes.Select(static node => node.Process.OpenWireUrl);

    public string OutputTail => string.Join('\n', Nodes.Select(static node => $"--- node {node.Name}\n{node.Process.OutputTail}"));

    /// <summary>The other one of the two.</summary>
    public PairNode Other(PairNode node) => Nodes.Single(other => other != node);

    /// <summary>The node that serves; waits until there is one.</summary>
    public async Task<PairNode> MasterAsync()
    {
        PairNode? master = null;
        await Eventually.TrueAsync(
            async () => (master = await ServingAsync()) is not null, () => $"None of the nodes serves.\n{OutputTail}", Patience);
        return master!;
    }

    /// <summary>Waits until one node serves, and knows that the other stands by; returns the first.</summary>
    public async Task<PairNode> WaitUntilCompleteAsync()
    {
        PairNode? master = null;
        await Eventually.TrueAsync(
            async () =>
            {
                master = await ServingAsync();
                using var deadline = new CancellationTokenSource(AnswerLimit);
                return master is not null && await Other(master).WaitsAsync(deadline.Token) && await master.KnowsAsync(Other(master), deadline.Token);
            },
            () => $"The nodes are not master and slave.\n{OutputTail}",
            Patience);
        return master!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
    }

    /// <summary>Null: none, or, which is not to be, both.</summary>
    private async Task<PairNode?> ServingAsync()
    {
        using var deadline = new CancellationTokenSource(AnswerLimit);
        var serve = await Task.WhenAll(Nodes.Select(node => node.ServesAsync(deadline.Token)));
        return serve is [true, false] or [false, true] ? Nodes[Array.IndexOf(serve, true)] : null;
    }
}
