using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Tells the store's threads, also those that pause between two attempts, that there is nothing left to wait for.</summary>
internal sealed class TenureWatch(MasterTenure tenure) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly ManualResetEventSlim _ended = new();
    private volatile bool _closed;

    public MasterTenure Tenure => tenure;

    public bool HasEnded => _closed || tenure.IsOver;

    /// <summary>Calls back when the tenure is over, on the thread pool.</summary>
    public void Start(Action ended) => _ = WaitAsync(ended);

    /// <summary>The adapter is closed.</summary>
    public void Close()
    {
        _closed = true;
        _ended.Set();
    }

    /// <summary>Pauses before attempt number so and so.</summary>
    /// <returns>False: it has ended.</returns>
    public bool Pause(int attempt)
    {
        var pause = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 10)));
        return !_ended.Wait((int)pause) && !HasEnded;
    }

    public StoreException Reason() => tenure.IsOver
        ? new FencedException("This node is no longer master: what became of the operation the next master knows.")
        : new StoreException("The database store is closed.");

    private async Task WaitAsync(Action ended)
    {
        await tenure.Over.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _ended.Set();
        ended();
    }

    public void Dispose() => _ended.Dispose();
}
