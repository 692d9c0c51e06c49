namespace Broker.Core.Hosting;

/// <summary>Somebody wants another node to serve.</summary>
/// <param name="Successor">That node.</param>
internal sealed record SwitchoverRequest(string Successor)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when that node serves; faults when it could not be brought about.</summary>
    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
