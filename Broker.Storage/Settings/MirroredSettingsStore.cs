using System.Collections.Concurrent;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Microsoft.Extensions.Logging;

namespace Broker.Storage.Settings;

/// <summary>Settings in a store that the nodes share, with a copy on this node for a start while that store is away.</summary>
/// <remarks>
/// The copy is read only until the shared store has answered for the first time; nothing is ever written on its grounds. What a node had in
/// files of its own before it shared a store goes into the shared store once, as far as it does not contradict what is there; then the file is
/// set aside.
/// </remarks>
/// <param name="shared">Where the documents are.</param>
/// <param name="copy">Where this node keeps what it read last.</param>
/// <param name="earlier">Where documents were before there was a shared store.</param>
/// <param name="merge">What of those goes into the shared ones.</param>
/// <param name="nodeName">Who takes over what was there before.</param>
/// <param name="logger">Where that is written down.</param>
public sealed class MirroredSettingsStore(
    ISettingsStore shared, FileSettingsStore copy, FileSettingsStore earlier, SettingsMerge merge, string nodeName, ILogger<MirroredSettingsStore> logger)
    : ISettingsStore
{
    private const string AsideSuffix = ".before-database";

    // Documents that the shared store has answered for, and whose earlier file is dealt with.
    private readonly ConcurrentDictionary<string, byte> _settled = new(StringComparer.Ordinal);

    public async ValueTask<SettingsVersion?> ReadAsync(string document, int known, CancellationToken cancellationToken)
    {
        if (!_settled.ContainsKey(document)) return await ReadFirstAsync(document, cancellationToken).ConfigureAwait(false);
        var newest = await shared.ReadAsync(document, known, cancellationToken).ConfigureAwait(false);
        if (newest is not null) await KeepCopyAsync(document, newest, cancellationToken).ConfigureAwait(false);
        return newest;
    }

    public async ValueTask<SettingsWrite> TryWriteAsync(string document, int basedOn, string content, string by, CancellationToken cancellationToken)
    {
        var write = await shared.TryWriteAsync(document, basedOn, content, by, cancellationToken).ConfigureAwait(false);
        if (write.Newest is { } newest) await KeepCopyAsync(document, newest, cancellationToken).ConfigureAwait(false);
        return write;
    }

    public string Locate(string document) => shared.Locate(document);

    private async ValueTask<SettingsVersion?> ReadFirstAsync(string document, CancellationToken cancellationToken)
    {
        SettingsVersion? newest;
        try
        {
            newest = await shared.ReadAsync(document, known: 0, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e is not StoreMismatchException)
        {
            if (await ReadLocalAsync(document, cancellationToken).ConfigureAwait(false) is { } local) return local;
            throw;
        }

        return await SettleAsync(document, newest, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SettingsVersion?> SettleAsync(string document, SettingsVersion? newest, CancellationToken cancellationToken)
    {
        if (await earlier.ReadAsync(document, known: 0, cancellationToken).ConfigureAwait(false) is { } before)
        {
            try
            {
                newest = await TakeOverAsync(document, newest, before, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (e is not StoreMismatchException)
            {
                // Out of reach just now, or without tables before its first master: tried again with the next look.
                return newest ?? before with { Version = 0 };
            }
        }

        if (newest is not null) await KeepCopyAsync(document, newest, cancellationToken).ConfigureAwait(false);
        _settled[document] = 0;
        return newest;
    }

    private async ValueTask<SettingsVersion?> TakeOverAsync(string document, SettingsVersion? newest, SettingsVersion before, CancellationToken cancellationToken)
    {
        var isDone = false;
        while (!isDone && Merge(document, newest, before) is { } content)
        {
            var write = await shared.TryWriteAsync(document, newest?.Version ?? 0, content, nodeName, cancellationToken).ConfigureAwait(false);
            (isDone, newest) = (write.IsDone, write.Newest);
        }

        var aside = await SetAsideAsync(document, cancellationToken).ConfigureAwait(false);
        if (isDone) SettingsStoreLog.TakenOver(logger, shared.Locate(document), aside);
        else SettingsStoreLog.NotTakenOver(logger, shared.Locate(document), newest?.By, aside);
        return newest;
    }

    // A file that stays is met again at the next start, and adds nothing then.
    private async ValueTask<string> SetAsideAsync(string document, CancellationToken cancellationToken)
    {
        try
        {
            return await earlier.SetAsideAsync(document, AsideSuffix, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            SettingsStoreLog.FilesUnusable(logger, e.Message);
            return earlier.Locate(document);
        }
    }

    private string? Merge(string document, SettingsVersion? newest, SettingsVersion before)
    {
        try
        {
            return merge(document, newest?.Content, before.Content);
        }
        catch (FormatException e)
        {
            throw new StoreMismatchException(
                $"What this node has in {earlier.Locate(document)} cannot go into {shared.Locate(document)}: {e.Message.TrimEnd('.')}. Restore what is damaged, or move the file away.", e);
        }
    }

    private async ValueTask<SettingsVersion?> ReadLocalAsync(string document, CancellationToken cancellationToken)
    {
        try
        {
            if (await copy.ReadAsync(document, known: 0, cancellationToken).ConfigureAwait(false) is { } kept) return kept;
            return await earlier.ReadAsync(document, known: 0, cancellationToken).ConfigureAwait(false) is { } before ? before with { Version = 0 } : null;
        }
        catch (StoreException e)
        {
            SettingsStoreLog.FilesUnusable(logger, e.Message);
            return null;
        }
    }

    // A start during an outage is all it is for: without it, everything else goes on.
    private async ValueTask KeepCopyAsync(string document, SettingsVersion newest, CancellationToken cancellationToken)
    {
        try
        {
            await copy.PutAsync(document, newest, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            SettingsStoreLog.FilesUnusable(logger, e.Message);
        }
    }
}
