namespace Broker.Core.Storage;

/// <summary>What operators change, as documents beside the messages; every node of the group reads and writes the same ones.</summary>
/// <remarks>
/// Needs no lock and no tenure: two writers are kept apart by the version each of them read. Members may be called from any thread, and
/// return within a few seconds also when the store is silent.
/// </remarks>
public interface ISettingsStore
{
    /// <summary>The newest version of a document, when it is another than the one known. Cheap enough to be asked every second.</summary>
    /// <param name="document">Such as "users".</param>
    /// <param name="known">The version that the caller has; 0 for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null: the newest is the one known, or there is none.</returns>
    /// <exception cref="StoreMismatchException">What is there cannot be read, or is another broker's.</exception>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    ValueTask<SettingsVersion?> ReadAsync(string document, int known, CancellationToken cancellationToken);

    /// <summary>Writes the next version of a document; durable, and to be read by every node, when it completes.</summary>
    /// <param name="document">Such as "users".</param>
    /// <param name="basedOn">The version that the content was made from; 0 for none. Another one there is an answer, not an error.</param>
    /// <param name="content">JSON.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancellationToken">Ends the waiting; the version may be there afterwards.</param>
    /// <exception cref="StoreException">The store cannot be reached, or has no place for it yet; nothing may be assumed of what was written.</exception>
    ValueTask<SettingsWrite> TryWriteAsync(string document, int basedOn, string content, string by, CancellationToken cancellationToken);

    /// <summary>Where a document is, for sentences, such as "the file /data/users.json".</summary>
    string Locate(string document);
}
