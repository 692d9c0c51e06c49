using System.Diagnostics;

namespace Broker.Tests.Fixtures;

/// <summary>Waits for what other threads or processes bring about, up to a deadline.</summary>
internal static class Eventually
{
    /// <summary>Far beyond what a busy machine needs, so that only a defect gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(Func<bool> condition, string otherwise, TimeSpan? patience = null) =>
        TrueAsync(() => Task.FromResult(condition()), () => otherwise, patience);

    /// <exception cref="TimeoutException">It did not become true; the text says more.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (patience ?? Patience)) throw new TimeoutException(otherwise());
            await Task.Delay(Pause);
        }
    }
}
