using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Database;

/// <summary>A node that asks for the lease. Nothing renews it but the test; disposed of without release, it is a process that was killed.</summary>
internal sealed class LeaseNode : IAsyncDisposable
{
    public LeaseNode(string connectionString, string name, TimeSpan lease, string broker = "group")
    {
        Name = name;
        Lock = new DatabaseLeaseLock(new DatabaseLockOptions
        {
            ConnectionString = connectionString,
            BrokerName = broker,
            NodeName = name,
            Incarnation = Guid.NewGuid(),
            LeaseDuration = lease,
        });
    }

    public string Name { get; }

    public DatabaseLeaseLock Lock { get; }

    /// <summary>One attempt, as after a failure of the holder.</summary>
    public Task<LeaseClaim> TryAsync(TimeSpan patience = default, bool afterFailure = true) =>
        Lock.TryAcquireAsync(afterFailure, patience, CancellationToken.None).AsTask();

    /// <summary>Becomes master, now or soon.</summary>
    public async Task<Fence> AcquireAsync(TimeSpan patience = default)
    {
        var claim = await TryAsync(patience);
        Assert.True(claim.Fence is not null, claim.Obstacle);
        return claim.Fence.Value;
    }

    /// <summary>As a waiting node does: asks again after every error, until it has the lease.</summary>
    public async Task<Fence> InsistAsync()
    {
        Fence? fence = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    fence = (await TryAsync(TimeSpan.FromMilliseconds(300))).Fence;
                }
                catch (StoreException)
                {
                    // Asked again.
                }

                return fence is not null;
            },
            () => $"{Name} did not get the lease: {Lock.Problem}",
            TimeSpan.FromSeconds(60));
        return fence!.Value;
    }

    public Task<LeaseAnswer> RenewAsync(Fence fence) => Lock.RenewAsync(fence, CancellationToken.None).AsTask();

    public Task ReleaseAsync(Fence fence, string? successor = null) => Lock.ReleaseAsync(fence, successor, CancellationToken.None).AsTask();

    /// <summary>A keeper of the lease: renews in time and whenever the watch calls, until the lease is lost or the test ends it.</summary>
    public async Task KeepAsync(Fence fence, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(ended);
            turn.CancelAfter(Lock.LeaseDuration / 3);
            try
            {
                await Lock.WatchAsync(fence, turn.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to renew, or the end.
            }

            if (await RenewAsync(fence) is LeaseAnswer.Lost) return;
        }
    }

    public ValueTask DisposeAsync() => Lock.DisposeAsync();
}
