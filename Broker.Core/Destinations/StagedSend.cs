using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A message that the broker itself sends on to one queue or topic, as a part of a store transaction.</summary>
/// <remarks><see cref="AppendTo"/> comes first; after the commit <see cref="Deliver"/>, or <see cref="Abandon"/> when it failed.</remarks>
internal sealed class StagedSend
{
    private readonly Message _message;
    private readonly Queue? _queue;
    private readonly Topic? _topic;
    private List<StoredCopy> _copies = [];

    /// <param name="queue">Where to.</param>
    /// <param name="message">What; the queue stores it also when it is not persistent.</param>
    public StagedSend(Queue queue, Message message) => (_queue, _message) = (queue, message);

    public StagedSend(Topic topic, Message message) => (_topic, _message) = (topic, message);

    public void AppendTo(IStoreTransaction transaction)
    {
        if (_queue is null)
        {
            _copies = _topic!.Stage(_message, senderClientId: null, transaction);
            return;
        }

        _queue.Backlog.BeginAppend(_message);
        transaction.Append(_queue.Backlog.Store, _message);
    }

    public void Deliver()
    {
        if (_queue is null) _topic!.Committed(_message, _copies);
        else _queue.Backlog.AddStored(_message);
    }

    public void Abandon()
    {
        _queue?.Backlog.AbandonAppend(_message);
        foreach (var copy in _copies) copy.Abandon();
    }
}
