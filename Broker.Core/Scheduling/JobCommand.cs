namespace Broker.Core.Scheduling;

/// <summary>Work for the scheduler's loop, and whoever waits for its end.</summary>
internal sealed class JobCommand(Func<ValueTask<long>> work)
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many jobs it found.</summary>
    public Task<long> Done => _done.Task;

    /// <summary>Never throws: what goes wrong is the answer.</summary>
    public async ValueTask RunAsync()
    {
        try
        {
            _done.TrySetResult(await work().ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            Refuse();
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    public void Refuse() => _done.TrySetException(new OperationCanceledException("This node serves no more."));
}
