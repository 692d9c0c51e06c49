using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

public sealed class DatabaseSpaceTests
{
    private static readonly DatabaseOptions Limited = new() { ConnectionString = "", StoreLimitBytes = 1000 };

    [Fact]
    public void Refusal_Limit_TakesUpToItAndNothingMore()
    {
        var space = new DatabaseSpace(Limited);
        space.Add(600);
        Assert.Null(space.Refusal(400));
        Assert.Contains("limit of 1000 bytes", Assert.IsType<StoreFullException>(space.Refusal(401)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_NoLimit_None()
    {
        var space = new DatabaseSpace(Limited with { StoreLimitBytes = 0 });
        space.Add(long.MaxValue / 2);
        Assert.Null(space.Refusal(1));
    }

    [Fact]
    public void Add_MessagesOrJobsGo_TellsThoseWhoWait()
    {
        var space = new DatabaseSpace(Limited);
        var freed = space.WhenFreedAsync();
        space.Add(500);
        space.Add(new JobFigures(2, 200));
        Assert.False(freed.IsCompleted);
        space.Add(-500);
        Assert.True(freed.IsCompleted);
        freed = space.WhenFreedAsync();
        space.Add(new JobFigures(-1, -100));
        Assert.True(freed.IsCompleted);
        Assert.Equal((100, 1), (space.UsedBytes, space.Jobs));
    }
}
