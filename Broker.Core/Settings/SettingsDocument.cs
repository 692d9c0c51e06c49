using Broker.Core.Storage;

namespace Broker.Core.Settings;

/// <summary>A document of settings as this node knows it: read again and again, and edited on top of its newest version.</summary>
/// <remarks>Any thread may call any member. What was read last stays known while the store is away; an edit fails then.</remarks>
public sealed class SettingsDocument<T> : IDisposable
    where T : class
{
    private const int MostAttempts = 10;

    private readonly SettingsFormat<T> _format;
    private readonly ISettingsStore _store;
    private readonly Action<Setting<T>> _adopt;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Setting<T>? _newest;

    /// <param name="format">What the document is.</param>
    /// <param name="store">Where it is.</param>
    /// <param name="adopt">Called with each version that is new to this node, one at a time.</param>
    public SettingsDocument(SettingsFormat<T> format, ISettingsStore store, Action<Setting<T>> adopt)
    {
        _format = format;
        _store = store;
        _adopt = adopt;
    }

    /// <summary>What was read last; null when nobody ever wrote it, or it could not be read yet.</summary>
    public Setting<T>? Newest => _newest;

    /// <summary>Looks whether another node has written it meanwhile.</summary>
    /// <exception cref="StoreMismatchException">What is there cannot be read; what was known before stays.</exception>
    /// <exception cref="StoreException">The store cannot be reached; what was known before stays.</exception>
    public ValueTask RefreshAsync(CancellationToken cancellationToken) => InTurnAsync(() => ReadAsync(cancellationToken), cancellationToken);

    /// <summary>Replaces it as a whole; every node has it soon, and this one when it completes.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="version">The version that the editor saw; 0 for none.</param>
    /// <param name="by">Who edits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False: somebody else was faster, nothing was changed, and <see cref="Newest"/> says who it was.</returns>
    /// <exception cref="StoreException">It could not be kept.</exception>
    public async ValueTask<bool> TryReplaceAsync(T content, int version, string by, CancellationToken cancellationToken)
    {
        var isDone = false;
        await InTurnAsync(
            async () =>
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
                isDone = Version == version && await TryWriteAsync(content, by, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return isDone;
    }

    /// <summary>Changes a part of it, on top of whatever others wrote meanwhile.</summary>
    /// <param name="change">
    /// Makes the new content of the newest, which is null when there is none; null when there is nothing to change. Called again when
    /// another node was faster; what it throws ends the edit, and nothing is changed.
    /// </param>
    /// <param name="by">Who edits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False: there was nothing to change.</returns>
    /// <exception cref="StoreException">It could not be kept.</exception>
    public async ValueTask<bool> ChangeAsync(Func<T?, T?> change, string by, CancellationToken cancellationToken)
    {
        var isChanged = false;
        await InTurnAsync(async () => isChanged = await ChangeInTurnAsync(change, by, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return isChanged;
    }

    public void Dispose() => _turn.Dispose();

    private int Version => _newest?.Version ?? 0;

    private async ValueTask InTurnAsync(Func<ValueTask> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<bool> ChangeInTurnAsync(Func<T?, T?> change, string by, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (change(_newest?.Content) is not { } changed) return false;
            if (await TryWriteAsync(changed, by, cancellationToken).ConfigureAwait(false)) return true;
        }

        throw new StoreException($"Others change {_store.Locate(_format.Document)} all the time, the last of them {_newest?.By}: try again.");
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken) =>
        Adopt(await _store.ReadAsync(_format.Document, Version, cancellationToken).ConfigureAwait(false));

    private async ValueTask<bool> TryWriteAsync(T content, string by, CancellationToken cancellationToken)
    {
        var write = await _store.TryWriteAsync(_format.Document, Version, _format.Write(content), by, cancellationToken).ConfigureAwait(false);
        Adopt(write.Newest);
        // Somebody has taken it out of the store: the next write puts it back.
        if (write.Newest is null && _newest is { } known) _newest = known with { Version = 0 };
        return write.IsDone;
    }

    private void Adopt(SettingsVersion? read)
    {
        if (read is null) return;
        var setting = new Setting<T>(Parse(read), read.Version, read.By, read.At);
        _adopt(setting);
        _newest = setting;
    }

    private T Parse(SettingsVersion read)
    {
        try
        {
            return _format.Read(read.Content);
        }
        catch (FormatException e)
        {
            throw new StoreMismatchException(
                $"Version {read.Version} of {_store.Locate(_format.Document)} cannot be read: {e.Message.TrimEnd('.')}. Restore it, or take it away to begin with what is configured.", e);
        }
    }
}
