using Broker.Core.Management;

namespace Broker.Core.Hosting;

/// <summary>Somebody wants another node to serve.</summary>
/// <param name="successor">That node.</param>
internal sealed class SwitchoverRequest(string successor)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Successor => successor;

    /// <summary>Completes when that node serves; faults when it could not be brought about.</summary>
    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Refuse(string sentence) => _done.TrySetException(new CommandRefusedException(CommandRefusal.Conflict, sentence));
}
