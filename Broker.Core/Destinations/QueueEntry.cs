using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>One message held in memory by a backlog: waiting in a lane, or in flight in a subscription's list.</summary>
/// <remarks>Links and owner change under the lock of the list it is in; see <see cref="EntryList"/>.</remarks>
internal sealed class QueueEntry(Backlog backlog, Message message, int lane, bool stored)
{
    public Backlog Backlog { get; } = backlog;

    public Message Message { get; } = message;

    public long Sequence { get; } = message.Sequence;

    /// <summary>Index of the lane it waits in.</summary>
    public int Lane { get; } = lane;

    /// <summary>The store has it too; else it lives in memory alone.</summary>
    public bool Stored { get; } = stored;

    public int RedeliveryCounter { get; set; } = backlog.DeliveriesOf(message);

    /// <summary>Acknowledged in a transaction that is not decided yet.</summary>
    public bool InTransaction { get; set; }

    /// <summary>Its consumer is gone; only a transaction still holds it.</summary>
    public bool Orphaned { get; set; }

    /// <summary>The message group it was last delivered in and still belongs to; null: whichever has its id.</summary>
    public MessageGroup? Group { get; set; }

    public QueueEntry? Previous { get; set; }

    public QueueEntry? Next { get; set; }
}
