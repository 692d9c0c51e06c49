using System.Diagnostics;

namespace Broker.Tests.Failover;

/// <summary>Asks both nodes twenty times a second which role they have, each by itself, so that one that stands still holds up nobody.</summary>
internal sealed class RoleSampler : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly List<RoleSample> _samples = [];
    private readonly Task _sampling;

    public RoleSampler(BrokerPair pair) => _sampling = Task.WhenAll(pair.Nodes.Select(SampleAsync));

    /// <summary>Ends the questions and returns the answers.</summary>
    public async Task<IReadOnlyList<RoleSample>> StopAsync()
    {
        await _end.CancelAsync();
        await _sampling;
        return _samples;
    }

    public async ValueTask DisposeAsync()
    {
        _ = await StopAsync();
        _end.Dispose();
    }

    private async Task SampleAsync(PairNode node)
    {
        while (!_end.IsCancellationRequested)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await node.AskAsync(_end.Token) is { } role)
            {
                lock (_samples) _samples.Add(new RoleSample(node.Name, asked, Stopwatch.GetTimestamp(), role));
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
