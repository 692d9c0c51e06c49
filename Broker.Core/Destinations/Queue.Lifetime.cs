using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Its end, when it is deleted or nobody has used it for long, and what becomes of those who still hold it.</content>
public sealed partial class Queue
{
    private readonly TimeProvider _time;
    private readonly Func<Destination, Queue?> _successor;

    internal Inactivity Inactivity { get; } = new();

    /// <summary>Nobody has used it for so long, and nothing would be lost with it. Asked by one thread, again and again.</summary>
    internal bool IsUnused(TimeSpan timeout)
    {
        var unused = Count == 0 && ConsumerCount == 0 && Statistics.Producers == 0;
        return Inactivity.HasLasted(unused, Statistics, _time, timeout);
    }

    /// <summary>Closes it unless it has come into use; the directory's lock is held, so that nobody finds it meanwhile.</summary>
    internal bool TryClose() => Statistics.Producers == 0 && Backlog.TryCloseUnused();

    /// <summary>As <see cref="Backlog.BeginAppend"/>, on this queue or on the one that has taken its place.</summary>
    /// <returns>The queue that is about to get the message; null when there is none: it was temporary and is gone.</returns>
    internal Queue? BeginAppend(Message message)
    {
        for (var queue = this; queue is not null; queue = queue._successor(Destination))
        {
            if (queue.Backlog.TryBeginAppend(message)) return queue;
        }

        return null;
    }

    /// <summary>Lets a consumer have its messages, or those of the queue that has taken its place.</summary>
    internal void Attach(PrefetchSubscription subscription)
    {
        Inactivity.Touch();
        for (var queue = this; queue is not null; queue = queue._successor(Destination))
        {
            subscription.Attach(queue.Backlog);
            if (!queue.Backlog.IsClosed) return;
        }
    }

    // A temporary queue has no successor: what reaches it as it goes is gone with it.
    private ValueTask SendToSuccessor(Message message) => _successor(Destination)?.SendAsync(message) ?? ValueTask.CompletedTask;
}
