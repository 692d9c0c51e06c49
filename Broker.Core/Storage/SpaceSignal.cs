namespace Broker.Core.Storage;

/// <summary>Tells those who wait that room has come back. Costs one read while nobody waits; any thread may use it.</summary>
public sealed class SpaceSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next <see cref="Raise"/>.</summary>
    public Task WhenRaisedAsync()
    {
        while (true)
        {
            if (Volatile.Read(ref _next) is { } known) return known.Task;
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _next, fresh, null) is null) return fresh.Task;
        }
    }

    public void Raise()
    {
        if (Volatile.Read(ref _next) is not null) Interlocked.Exchange(ref _next, null)?.TrySetResult();
    }
}
