using System.Diagnostics.CodeAnalysis;

namespace Broker.Core.Destinations;

/// <summary>A linked list through the entries themselves: adding and removing costs no allocation. Not thread-safe.</summary>
/// <remarks>An entry is in at most one list.</remarks>
internal sealed class EntryList
{
    public QueueEntry? First { get; private set; }

    public QueueEntry? Last { get; private set; }

    public int Count { get; private set; }

    [MemberNotNullWhen(false, nameof(First), nameof(Last))]
    public bool IsEmpty => First is null;

    public void AddLast(QueueEntry entry) => InsertAfter(Last, entry);

    /// <summary>Puts the entry where its sequence belongs.</summary>
    /// <remarks>Searched from the end, where new messages belong, or from the start when it is nearer to the first.</remarks>
    public void InsertInOrder(QueueEntry entry)
    {
        if (First is not null && entry.Sequence < First.Sequence)
        {
            InsertAfter(null, entry);
            return;
        }

        var after = Last;
        while (after is not null && after.Sequence > entry.Sequence) after = after.Previous;
        InsertAfter(after, entry);
    }

    public void Remove(QueueEntry entry)
    {
        if (entry.Previous is null) First = entry.Next;
        else entry.Previous.Next = entry.Next;
        if (entry.Next is null) Last = entry.Previous;
        else entry.Next.Previous = entry.Previous;
        entry.Previous = null;
        entry.Next = null;
        Count--;
    }

    public void Clear()
    {
        First = null;
        Last = null;
        Count = 0;
    }

    private void InsertAfter(QueueEntry? after, QueueEntry entry)
    {
        var before = after is null ? First : after.Next;
        entry.Previous = after;
        entry.Next = before;
        if (after is null) First = entry;
        else after.Next = entry;
        if (before is null) Last = entry;
        else before.Previous = entry;
        Count++;
    }
}
