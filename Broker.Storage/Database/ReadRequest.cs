namespace Broker.Storage.Database;

/// <summary>Somebody waits for a page.</summary>
internal abstract class ReadRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    public Task Task => _done.Task;

    /// <summary>Reads it; may be called again when the connection broke.</summary>
    public abstract void Run(DatabaseSession session);

    public void Fail(Exception error)
    {
        if (TryClaim()) _done.SetException(error);
    }

    protected void Succeed() => _done.SetResult();

    // The tenure's end answers for a thread that may be stuck in the driver, and then the list is the caller's again.
    protected bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;
}

/// <summary>Somebody waits for a page of such.</summary>
/// <param name="read">Reads it.</param>
/// <param name="into">Gets it only when it is whole.</param>
internal sealed class ReadRequest<T>(Action<DatabaseSession, List<T>> read, List<T> into) : ReadRequest
{
    public override void Run(DatabaseSession session)
    {
        var found = new List<T>();
        read(session, found);
        if (!TryClaim()) return;
        into.AddRange(found);
        Succeed();
    }
}
