using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>A message on its way into the journal: what the index and the producer table will need once it is written.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PendingMessage
{
    /// <summary>The one store it is for, or null when <see cref="Stores"/> names several.</summary>
    public JournalMessageStore? Store { get; init; }

    public IReadOnlyList<IMessageStore>? Stores { get; init; }

    public MessageFacts Facts { get; init; }

    public bool Transient { get; init; }

    /// <summary>Its record says that it may be delivered.</summary>
    public bool Deliverable { get; init; }

    /// <summary>Whose mark to raise; null for none.</summary>
    public ProducerId? Producer { get; init; }

    public long ProducerSequence { get; init; }

    /// <summary>Where its own record begins within the operation's record.</summary>
    public int RecordOffset { get; init; }

    public int RecordLength { get; set; }

    /// <param name="message">With its sequence.</param>
    /// <param name="store">The one store, or null.</param>
    /// <param name="stores">Several stores, when <paramref name="store"/> is null.</param>
    /// <param name="flags">Of its record.</param>
    /// <param name="recordOffset">Where that begins within the operation's record.</param>
    /// <param name="recordLength">Its length.</param>
    public static PendingMessage Of(
        Message message, JournalMessageStore? store, IReadOnlyList<IMessageStore>? stores, byte flags, int recordOffset, int recordLength)
    {
        var transient = (flags & JournalRecord.Transient) != 0;
        return new()
        {
            Store = store,
            Stores = stores,
            Facts = MessageFacts.Of(message),
            Transient = transient,
            Deliverable = (flags & JournalRecord.Deliverable) != 0,
            Producer = transient ? null : message.Id.Producer,
            ProducerSequence = message.Id.ProducerSequence,
            RecordOffset = recordOffset,
            RecordLength = recordLength,
        };
    }
}
