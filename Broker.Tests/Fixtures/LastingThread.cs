using System.Collections.Concurrent;

namespace Broker.Tests.Fixtures;

/// <summary>One thread that ends with the process and not before, for what the kernel ties to the thread that did it.</summary>
internal static class LastingThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static LastingThread() => new Thread(Loop) { IsBackground = true, Name = nameof(LastingThread) }.Start();

    /// <summary>Runs something there; its result or its exception comes back.</summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private static void Loop()
    {
        foreach (var work in Work.GetConsumingEnumerable()) work();
    }
}
