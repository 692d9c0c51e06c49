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

    /// <summary>Whose mark to raise; null for none.</summary>
    public ProducerId? Producer { get; init; }

    public long ProducerSequence { get; init; }

    /// <summary>Where its own record begins within the operation's record.</summary>
    public int RecordOffset { get; init; }

    public int RecordLength { get; set; }
}
