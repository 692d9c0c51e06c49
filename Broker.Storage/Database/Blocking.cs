namespace Broker.Storage.Database;

/// <summary>Calls of the driver block; they get a thread of their own, so that a silent server takes none from the pool.</summary>
internal static class Blocking
{
    public static Task<T> Run<T>(Func<T> call)
    {
        var task = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        // Whoever gave it up does not want to hear of its end.
        _ = task.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }
}
