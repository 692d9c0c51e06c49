namespace Broker.Storage.Database;

/// <summary>The largest sequence stored for one producer. Guarded by <see cref="ProducerMarks"/>.</summary>
internal sealed class ProducerMark(ProducerKey key, string name)
{
    public ProducerKey Key => key;

    /// <summary>For people; empty when only the key is known.</summary>
    public string Name => name;

    /// <summary>As the tables say, with the tail.</summary>
    public long Value { get; set; } = -1;

    /// <summary>As the group being written will leave it.</summary>
    public long Next { get; set; } = -1;

    /// <summary>Unit: milliseconds since 1970, UTC.</summary>
    public long Touched { get; set; }

    /// <summary>In the tail of the fence row and not yet in the table of producers.</summary>
    public bool IsDirty { get; set; }

    public bool IsChanging { get; set; }
}
