using System.Collections.Concurrent;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>A lock that answers as the test says, and notes when it was asked.</summary>
internal sealed class ScriptedLock(TimeProvider time, TimeSpan lease) : IMasterLock
{
    private readonly long _start = time.GetTimestamp();
    private TaskCompletionSource _warning = new();

    public TimeSpan LeaseDuration => lease;

    /// <summary>The answer to a claim.</summary>
    public Func<LeaseClaim> Claim { get; set; } = () => new(new Fence(1), null, null);

    /// <summary>The answer to a renewal.</summary>
    public Func<Task<LeaseAnswer>> Renewal { get; set; } = () => Task.FromResult(LeaseAnswer.Held);

    /// <summary>Moments of renewals, in seconds since the beginning.</summary>
    public ConcurrentQueue<double> Renewals { get; } = new();

    public ConcurrentQueue<double> Claims { get; } = new();

    public ConcurrentQueue<bool> AfterFailure { get; } = new();

    public ConcurrentQueue<(Fence Fence, string? Successor)> Released { get; } = new();

    public void Answer(LeaseAnswer answer) => Renewal = () => Task.FromResult(answer);

    /// <summary>There is a reason to renew now.</summary>
    public void Warn() => Interlocked.Exchange(ref _warning, new()).SetResult();

    public ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        Claims.Enqueue(Seconds());
        AfterFailure.Enqueue(afterFailure);
        return ValueTask.FromResult(Claim());
    }

    public ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken)
    {
        Renewals.Enqueue(Seconds());
        return new(Renewal());
    }

    public Task WatchAsync(Fence fence, CancellationToken cancellationToken) => _warning.Task.WaitAsync(cancellationToken);

    public ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken)
    {
        Released.Enqueue((fence, successor));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private double Seconds() => Math.Round(time.GetElapsedTime(_start).TotalSeconds, 3);
}
