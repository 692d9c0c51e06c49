namespace Broker.Storage.Journal;

/// <summary>Goes through all that the indexes know, copied a piece at a time: what comes or goes meanwhile may be met or not.</summary>
internal static class IndexWalk
{
    private const int Piece = 1024;

    /// <summary>Each store's entries in their order.</summary>
    public static IEnumerable<(JournalMessageStore Store, IndexEntry Entry)> Entries(IEnumerable<JournalMessageStore> stores)
    {
        var entries = new IndexEntry[Piece];
        foreach (var store in stores)
        {
            long after = 0;
            for (var count = store.CopyEntries(after, entries); count > 0; count = store.CopyEntries(after, entries))
            {
                after = entries[count - 1].Sequence;
                for (var i = 0; i < count; i++) yield return (store, entries[i]);
            }
        }
    }

    /// <summary>The jobs in the order of their times.</summary>
    public static IEnumerable<JobPlace> Places(JournalJobStore jobs)
    {
        var places = new JobPlace[Piece];
        var cursor = JobOrder.Start;
        for (var count = jobs.CopyPlaces(cursor, places); count > 0; count = jobs.CopyPlaces(cursor, places))
        {
            cursor = places[count - 1].Order;
            for (var i = 0; i < count; i++) yield return places[i];
        }
    }
}
