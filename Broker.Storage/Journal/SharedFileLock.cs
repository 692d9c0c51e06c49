using System.Globalization;
using System.Text;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Storage.Journal;

/// <summary>The lock of a journal directory: whoever has the file "lock" open exclusively is master.</summary>
/// <remarks>
/// The operating system releases it when the process ends, however it ends. The file's text, process, host and time, is
/// for people alone. Source of the role: ActiveMQ's SharedFileLocker.
/// </remarks>
public sealed class SharedFileLock : IMasterLock
{
    private readonly string _directory;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private FileStream? _held;

    /// <param name="directory">The journal's directory; created when missing.</param>
    /// <param name="timeProvider">Paces the retries, one a second; null takes the system's.</param>
    /// <param name="logger">Null logs nothing.</param>
    public SharedFileLock(string directory, TimeProvider? timeProvider = null, ILogger<SharedFileLock>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = directory;
        _path = Path.Combine(directory, "lock");
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    public TimeSpan LeaseDuration => TimeSpan.FromSeconds(10);

    public async ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (TryAcquire()) return new LeaseClaim(new Fence(1), null, null);
        JournalLog.WaitingForLock(_logger, _path, ReadHolder());
        await Task.Delay(patience, _time, cancellationToken).ConfigureAwait(false);
        return TryAcquire() ? new LeaseClaim(new Fence(1), null, null) : new LeaseClaim(null, "Another node holds the store.", null);
    }

    public ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken) => ValueTask.FromResult(LeaseAnswer.Held);

    public Task WatchAsync(Fence fence, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken) => DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_held is null) return;
        await _held.DisposeAsync().ConfigureAwait(false);
        _held = null;
    }

    private bool TryAcquire()
    {
        if (_held is not null) return true;
        try
        {
            Directory.CreateDirectory(_directory);
            // FileShare.None takes an exclusive lock of the operating system, on Unix by flock.
            _held = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (StorageErrors.IsHeld(e))
        {
            return false;
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            throw new StoreException($"The lock file {_path} cannot be used: {e.Message}", e);
        }

        WriteHolder(_held);
        return true;
    }

    private void WriteHolder(FileStream file)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {_time.GetUtcNow():O}\n");
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush();
    }

    private string ReadHolder()
    {
        try
        {
            using var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[200];
            return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0)).TrimEnd();
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            return "another broker";
        }
    }
}
