using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A message that the broker itself sends on to one queue or topic, as a part of a store transaction.</summary>
/// <remarks><see cref="AppendTo"/> comes first; after the commit <see cref="Deliver"/>, or <see cref="Abandon"/> when it failed.</remarks>
internal sealed class StagedSend
{
    private readonly Message _message;
    private Queue? _queue;
    private Topic? _topic;
    private List<StoredCopy> _copies = [];

    /// <param name="queue">Where to.</param>
    /// <param name="message">What; the queue stores it also when it is not persistent.</param>
    public StagedSend(Queue queue, Message message) => (_queue, _message) = (queue, message);

    public StagedSend(Topic topic, Message message) => (_topic, _message) = (topic, message);

    public void AppendTo(IStoreTransaction transaction)
    {
        if (_topic is not null)
        {
            _topic = _topic.Current;
            _copies = _topic.Stage(_message, senderClientId: null, transaction);
            return;
        }

        // A temporary queue that is gone takes the message with it.
        _queue = _queue!.BeginAppend(_message);
        if (_queue is not null) transaction.Append(_queue.Backlog.Store, _message);
    }

    public void Deliver()
    {
        _topic?.Committed(_message, _copies);
        _queue?.Backlog.AddStored(_message);
    }

    public void Abandon()
    {
        _queue?.Backlog.AbandonAppend(_message);
        foreach (var copy in _copies) copy.Abandon();
    }
}
