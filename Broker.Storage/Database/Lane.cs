namespace Broker.Storage.Database;

/// <summary>The messages of one store and one priority, as they lie in the table; persistent ones and others apart.</summary>
/// <remarks>
/// Two views: what callers see is the store's, under its lock; what the tables hold is the commit thread's, one group ahead or behind.
/// </remarks>
internal sealed class Lane(DatabaseMessageStore store, long number)
{
    private LaneFigures _committed;
    private LaneFigures _change;
    private long _rows;

    public DatabaseMessageStore Store => store;

    public long Number => number;

    public bool IsTransient => number < 0;

    /// <summary>Messages that callers see. Guarded by the store.</summary>
    public long Count { get; set; }

    /// <summary>Sum of their sizes. Guarded by the store.</summary>
    public long SizeBytes { get; set; }

    /// <summary>Callers see nothing up to this sequence. Guarded by the store.</summary>
    public long HiddenThrough { get; set; }

    /// <summary>Rows alive in the table, for any thread; a reader passes a lane without any.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>In the tail of the fence row and not yet in the table of lanes. The commit thread's.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Its store is forgotten and its last row deleted: it is never written again. The commit thread's.</summary>
    public bool IsGone { get; set; }

    /// <summary>The group being written changes it. The commit thread's.</summary>
    public bool IsChanging { get; private set; }

    /// <summary>As the group being written will leave it. The commit thread's.</summary>
    public LaneFigures Next => _committed.Plus(_change);

    public void Restore(in LaneFigures figures)
    {
        _committed = figures;
        Volatile.Write(ref _rows, figures.Messages);
        Count = figures.Messages;
        SizeBytes = figures.Bytes;
        HiddenThrough = figures.PurgedThrough;
    }

    public void Change(in LaneFigures change)
    {
        IsChanging = true;
        _change = _change.Plus(change);
    }

    /// <summary>The group is written.</summary>
    public void Commit()
    {
        _committed = Next;
        Volatile.Write(ref _rows, _committed.Messages);
        Forget();
    }

    /// <summary>The group was not written, or is begun anew.</summary>
    public void Forget()
    {
        _change = default;
        IsChanging = false;
    }
}
