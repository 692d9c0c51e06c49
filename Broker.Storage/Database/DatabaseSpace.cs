using System.Globalization;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>What the tables hold, counted as it comes and goes, and the limit on it. For any thread.</summary>
internal sealed class DatabaseSpace(DatabaseOptions options)
{
    private readonly SpaceSignal _freed = new();
    private long _usedBytes;
    private long _jobs;

    public long UsedBytes => Math.Max(0, Interlocked.Read(ref _usedBytes));

    /// <summary>Jobs that are in the table.</summary>
    public long Jobs => Interlocked.Read(ref _jobs);

    /// <summary>Completes when something makes room next.</summary>
    public Task WhenFreedAsync() => _freed.WhenRaisedAsync();

    /// <param name="bytes">Less than 0: so many have gone.</param>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _usedBytes, bytes);
        if (bytes < 0) _freed.Raise();
    }

    public void Add(in JobFigures jobs)
    {
        Interlocked.Add(ref _jobs, jobs.Jobs);
        Add(jobs.Bytes);
    }

    /// <summary>Why so many bytes more are not taken; null when they are.</summary>
    public StoreFullException? Refusal(long bytes)
    {
        if (options.StoreLimitBytes == 0 || UsedBytes + bytes <= options.StoreLimitBytes) return null;
        return new StoreFullException(string.Create(CultureInfo.InvariantCulture, $"The database store has reached its limit of {options.StoreLimitBytes} bytes."));
    }
}
