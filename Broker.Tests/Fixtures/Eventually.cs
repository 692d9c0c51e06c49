using System.Diagnostics;

namespace Broker.Tests.Fixtures;

/// <summary>Waits for what other threads or processes bring about, up to a deadline.</summary>
internal static class Eventually
{
    /// <summary>Far beyond what a busy machine needs, so that only a defect gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static Task TrueAsync(Func<bool> condition, string otherwise = "The condition did not come true.", TimeSpan? patience = null) =>
        TrueAsync(condition, () => otherwise, patience);

    public static Task TrueAsync(Func<bool> condition, Func<string> otherwise, TimeSpan? patience = null) =>
        TrueAsync(() => Task.FromResult(condition()), otherwise, patience);

    /// <summary>Awaits a task that must end; one that does not is an error and not a hanging test.</summary>
    public static Task DoneAsync(Task task) => task.WaitAsync(Patience);

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
