namespace Broker.Storage.Database.Entities;

/// <summary>The one row that every write of messages touches, so that an older master's is refused. Made by <see cref="LeaseSchema"/>.</summary>
internal sealed class FenceEntity
{
    /// <summary>Always 1.</summary>
    public byte Id { get; set; }

    /// <summary>That of the master.</summary>
    public long Epoch { get; set; }

    /// <summary>That of who wrote last; a check keeps it equal to <see cref="Epoch"/>.</summary>
    public long WriterEpoch { get; set; }

    /// <summary>Counts the group commits.</summary>
    public long GroupNumber { get; set; }

    public long LastSequence { get; set; }

    public byte[] Tail { get; set; } = [];
}
