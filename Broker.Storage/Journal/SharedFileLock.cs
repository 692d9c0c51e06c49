using Broker.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Storage.Journal;

/// <summary>The lock of a journal directory: an epoch begins when its directory gets its name, and lasts while its holder shows life.</summary>
/// <remarks>
/// A holder is gone when the operating system has freed its lock, which happens however a process ends; or when it gave the epoch back; or
/// when its file has stood still for a whole lease by the watcher's own clock, as that of a process that was stopped or cut off does.
/// Whoever then takes over renames the directory (<see cref="JournalLayout.TryAdvance"/>), and of several one succeeds. A process may be
/// stopped between any two steps of this, for however long: docs/decisions/0008 goes through them.
/// Source of the role: ActiveMQ's SharedFileLocker.
/// </remarks>
public sealed class SharedFileLock : IMasterLock
{
    private const int LongestName = 255;

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    private readonly SharedFileLockOptions _me;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalDisk _disk;
    private readonly JournalLayout _layout;
    private readonly LockSilence _silence;
    private HeldLock? _held;
    private string? _told;
    private Task<LeaseAnswer> _beating = Task.FromResult(LeaseAnswer.Unknown);

    /// <param name="options">Who asks, and where; nothing is touched before <see cref="TryAcquireAsync"/>.</param>
    /// <param name="timeProvider">Measures for how long a holder stands still, and paces looking; null takes the system's.</param>
    /// <param name="logger">Null logs nothing.</param>
    public SharedFileLock(SharedFileLockOptions options, TimeProvider? timeProvider = null, ILogger<SharedFileLock>? logger = null)
        : this(options, new JournalDisk(), timeProvider, logger)
    {
    }

    internal SharedFileLock(SharedFileLockOptions options, JournalDisk disk, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        if (options.Directory.Length == 0) throw new ArgumentException("The lock needs a directory.", nameof(options));
        if (options.NodeName.Length is 0 or > LongestName) throw new ArgumentException($"A node's name has 1 to {LongestName} characters.", nameof(options));
        if (options.LeaseDuration <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(options), options.LeaseDuration, "A lease lasts for some time.");
        _me = options;
        _disk = disk;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _layout = new JournalLayout(options.Directory, disk);
        _silence = new LockSilence(_time);
    }

    public TimeSpan LeaseDuration => _me.LeaseDuration;

    public async ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        DropHeld();
        var started = _time.GetTimestamp();
        while (true)
        {
            // A look changes nothing, so it may be left alone on a medium that hangs; a step that takes over is waited for.
            var outlook = await Task.Run(() => OnDisk(Look), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            var obstacle = Judge(outlook, afterFailure);
            if (obstacle is null)
            {
                if (await TakeAsync(outlook, cancellationToken).ConfigureAwait(false) is { } fence)
                {
                    _told = null;
                    return new LeaseClaim(fence, null, outlook.Holder?.Node);
                }

                obstacle = "Another node was faster.";
            }

            var left = patience - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !string.Equals(obstacle, _told, StringComparison.Ordinal))
            {
                _told = obstacle;
                return new LeaseClaim(null, obstacle, outlook.Holder?.Node, outlook.Holder is { IsReleased: true } ? TimeSpan.Zero : _silence.Length);
            }

            await Task.Delay(left < _poll ? left : _poll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken)
    {
        if (_held is not { } held || held.Fence != fence) return LeaseAnswer.Lost;
        using var patience = new CancellationTokenSource(LeaseDuration / 3, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // A beat that hung says nothing of the time after it was asked for.
            await _beating.WaitAsync(limit.Token).ConfigureAwait(false);
            _beating = Task.Run(() => Beat(held), CancellationToken.None);
            return await _beating.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LeaseAnswer.Unknown;
        }
    }

    /// <summary>Never completes: what ends a tenure is not told by the file system.</summary>
    public Task WatchAsync(Fence fence, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public async ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken)
    {
        if (_held is not { } held || held.Fence != fence) return;
        _held = null;
        await _beating.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.Run(() => Release(held, successor), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of what is held, as a process that ends does: without a word, but at once.</summary>
    public ValueTask DisposeAsync()
    {
        DropHeld();
        return ValueTask.CompletedTask;
    }

    private static void Release(HeldLock held, string? successor)
    {
        try
        {
            held.Release(successor);
        }
        catch (IOException)
        {
            // The lock that the operating system frees now says as much, but for the successor.
        }
        finally
        {
            held.Dispose();
        }
    }

    private void DropHeld()
    {
        _held?.Dispose();
        _held = null;
    }

    private T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (StorageErrors.IsStorage(e) && e is not StoreException)
        {
            throw new StoreException($"The journal directory {_me.Directory} cannot be used: {e.Message} Check that it is mounted, and that this process may write there.", e);
        }
    }

    private LockOutlook Look()
    {
        _layout.Begin();
        var now = _time.GetTimestamp();
        if (FindEpoch() is not { } epoch)
        {
            throw new StoreException($"The journal directory {_me.Directory} has no directory epoch-* any more: bring it back, or remove the file \"epochs\" there to begin an empty journal.");
        }

        var holder = ReadHolder(_layout.EpochPath(epoch));
        return new LockOutlook(epoch, holder, holder?.Epoch == epoch && IsDeserted(_layout.EpochPath(epoch)), now);
    }

    // A directory that is renamed while names are listed may show under neither.
    private long? FindEpoch()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (_layout.FindEpoch() is { } epoch) return epoch;
        }

        return null;
    }

    private static LockHolder? ReadHolder(string directory)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(directory, LockHolder.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[LockHolder.Bytes];
            return LockHolder.TryRead(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsDeserted(string directory)
    {
        try
        {
            using var file = new FileStream(Path.Combine(directory, HeldLock.FileName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException e) when (StorageErrors.IsHeld(e) || e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    // Null: it is ours to take.
    private string? Judge(LockOutlook outlook, bool afterFailure)
    {
        var isSilent = _silence.Observe(outlook) >= LeaseDuration;
        if (outlook.Epoch == 0) return null;
        if (!outlook.IsSettled) return isSilent && afterFailure ? null : "Another node is taking over the store.";
        var holder = outlook.Holder!;
        if (holder.IsReleased)
        {
            var isLeftToOther = holder.Successor is { } successor && !string.Equals(successor, _me.NodeName, StringComparison.Ordinal);
            return isLeftToOther && !isSilent ? $"The store is left to node {holder.Successor}." : null;
        }

        if (!isSilent && !outlook.IsDeserted) return $"Node {holder.Node} holds the store.";
        return afterFailure ? null : $"Node {holder.Node} failed, and this node takes over from no failed one.";
    }

    private async Task<Fence?> TakeAsync(LockOutlook outlook, CancellationToken cancellationToken)
    {
        var (held, wasAlive) = await Task.Run(() => OnDisk(() => Take(outlook)), CancellationToken.None).ConfigureAwait(false);
        if (held is null) return null;
        _held = held;
        JournalLog.EpochBegun(_logger, _me.Directory, held.Fence.Epoch, outlook.Holder?.Node ?? "nobody");
        if (wasAlive && !await OutwaitAsync(held.Fence, cancellationToken).ConfigureAwait(false)) return null;
        return held.Fence;
    }

    private (HeldLock? Held, bool WasAlive) Take(LockOutlook outlook)
    {
        if (!_layout.TryAdvance(outlook.Epoch)) return (null, false);
        var epoch = outlook.Epoch + 1;
        try
        {
            var directory = _layout.EpochPath(epoch);
            var now = ReadHolder(directory);
            var wasAlive = outlook.Holder is { IsReleased: false } && now != outlook.Holder && now is not { IsReleased: true };
            return (HeldLock.Publish(_disk, directory, new LockHolder(epoch, 0, false, _me.NodeName, _me.Incarnation, null)), wasAlive);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // This process stood still for so long that the next taker came by.
            return (null, false);
        }
    }

    // The holder woke up in the last moment and may believe for one more lease that it is master. Any beat that it gave before the rename
    // was seen after it; one that comes later tells it the truth.
    private async Task<bool> OutwaitAsync(Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            for (var third = 0; third < 3; third++)
            {
                await Task.Delay(LeaseDuration / 3, _time, cancellationToken).ConfigureAwait(false);
                if (await RenewAsync(fence, cancellationToken).ConfigureAwait(false) == LeaseAnswer.Lost) return false;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            DropHeld();
            throw;
        }
    }

    private LeaseAnswer Beat(HeldLock held)
    {
        try
        {
            // In this order: a holder that finds its directory in place has shown its life to whoever takes it away afterwards.
            held.Beat();
            return _disk.Exists(_layout.EpochPath(held.Fence.Epoch)) ? LeaseAnswer.Held : LeaseAnswer.Lost;
        }
        catch (Exception e) when (StorageErrors.IsStorage(e) || e is ObjectDisposedException)
        {
            return LeaseAnswer.Unknown;
        }
    }
}
