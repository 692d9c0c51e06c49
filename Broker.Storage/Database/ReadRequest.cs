using Broker.Core.Messages;

namespace Broker.Storage.Database;

/// <summary>Somebody waits for a page.</summary>
/// <param name="read">Reads it; may be called again when the connection broke.</param>
/// <param name="into">Gets it only when it is whole.</param>
internal sealed class ReadRequest(Action<DatabaseSession, List<Message>> read, List<Message> into)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    public Task Task => _done.Task;

    public void Run(DatabaseSession session)
    {
        var found = new List<Message>();
        read(session, found);
        if (!TryClaim()) return;
        into.AddRange(found);
        _done.SetResult();
    }

    public void Fail(Exception error)
    {
        if (TryClaim()) _done.SetException(error);
    }

    // The tenure's end answers for a thread that may be stuck in the driver, and then the list is the caller's again.
    private bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;
}
