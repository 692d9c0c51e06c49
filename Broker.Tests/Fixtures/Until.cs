namespace Broker.Tests.Fixtures;

/// <summary>Waits for a condition, with a deadline that says what did not come true.</summary>
internal static class Until
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, Func<string> what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > _deadline) throw new TimeoutException(what());
            await Task.Delay(2);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what = "The condition did not come true.") => TrueAsync(condition, () => what);

    /// <summary>Awaits a task that must end; one that does not is an error and not a hanging test.</summary>
    public static Task DoneAsync(Task task) => task.WaitAsync(_deadline);
}
