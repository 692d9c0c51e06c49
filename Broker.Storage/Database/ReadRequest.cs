using Broker.Core.Messages;

namespace Broker.Storage.Database;

/// <summary>Somebody waits for a page.</summary>
/// <param name="read">Reads it; may be called again when the connection broke.</param>
/// <param name="into">Gets it only when it is whole.</param>
internal sealed class ReadRequest(Action<DatabaseSession, List<Message>> read, List<Message> into)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    public void Run(DatabaseSession session)
    {
        var found = new List<Message>();
        read(session, found);
        into.AddRange(found);
        _done.TrySetResult();
    }

    public void Fail(Exception error) => _done.TrySetException(error);
}
