using System.Collections.Concurrent;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Tests.Storage.Commits;

/// <summary>When an operation goes back to be used again, and when it does not.</summary>
public sealed class PooledOperationTests
{
    private readonly ConcurrentQueue<Operation> _pool = new();

    [Fact]
    public async Task Await_Completed_GoesBackCleared()
    {
        var operation = new Operation(_pool);
        var task = operation.Task;
        Assert.False(task.IsCompleted);
        operation.Complete(null);
        Assert.Empty(_pool);
        await task;
        Assert.Same(operation, Assert.Single(_pool));
        Assert.Equal(1, operation.Cleared);
        Assert.False(operation.Task.IsCompleted);
    }

    [Fact]
    public async Task Await_Failed_ThrowsAndGoesBack()
    {
        var operation = new Operation(_pool);
        var task = operation.Task;
        operation.Complete(new StoreException("no"));
        await Assert.ThrowsAsync<StoreException>(async () => await task);
        Assert.Single(_pool);
    }

    [Fact]
    public async Task Await_GrownTooLarge_IsNotKept()
    {
        var operation = new Operation(_pool) { IsTooLarge = true };
        operation.Complete(null);
        await operation.Task;
        Assert.Empty(_pool);
    }

    private sealed class Operation(ConcurrentQueue<Operation> pool) : PooledOperation<Operation>(pool)
    {
        public bool IsTooLarge { get; init; }

        public int Cleared { get; private set; }

        protected override bool TryClear()
        {
            Cleared++;
            return !IsTooLarge;
        }
    }
}
