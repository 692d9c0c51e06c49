using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Scheduling;
using Broker.Core.Security;
using Broker.Tests.Core.Scheduling;

namespace Broker.Tests.Core.Management;

public sealed class JobAdministrationTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly User _viewer = new("v", UserRole.Viewer);
    private static readonly User _operator = new("o", UserRole.Operator);

    private readonly ScheduledEngine _scheduled = ScheduledEngine.Create();
    private readonly BrokerAdministration _administration;

    public JobAdministrationTests()
    {
        var engine = _scheduled.Engine;
        _administration = new(new BrokerOptions { NodeName = "node" }, new NodeState(new(), engine.Time), engine.Time);
        _administration.Attach(new(engine.Router, engine.Statistics, engine.Memory, engine.Persistence, new(0, 0, 0, [], TimeSpan.Zero), []));
    }

    public Task InitializeAsync() => _scheduled.RunAsync();

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _scheduled.DisposeAsync();
    }

    [Fact]
    public async Task List_Pages_AllOnceInTheOrderOfTheirTimes()
    {
        for (var number = 9; number >= 1; number--) await _scheduled.SendAsync((number + 1) / 2 * 1000);
        var seen = new List<JobView>();
        string? after = null;
        do
        {
            var page = await ListAsync(new(After: after, Limit: 4));
            Assert.Equal(9, page.Total);
            seen.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(9, seen.Select(job => job.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(seen.OrderBy(job => job.Due).ThenBy(job => job.Id, StringComparer.Ordinal), seen);
        Assert.All(seen, job => Assert.Null(job.Message));
    }

    [Fact]
    public async Task List_TimesAndDestination_ThoseAlone()
    {
        for (var seconds = 1; seconds <= 5; seconds++) await _scheduled.SendAsync(seconds * 1000);
        await _scheduled.Client.SendAsync(_scheduled.Create(Broker.Core.Messages.Destination.Topic("Other"), (ScheduleProperties.Delay, 3000L)));
        var now = _scheduled.Engine.Time.GetUtcNow();
        Assert.Equal(4, (await ListAsync(new(now.AddSeconds(2), now.AddSeconds(4)))).Items.Count);
        Assert.Equal("topic://Other", Assert.Single((await ListAsync(new(Destination: "oth"))).Items).Destination);
        Assert.Empty((await ListAsync(new(Destination: "nowhere"))).Items);
    }

    [Fact]
    public async Task List_FilterThatFitsLittle_ReadsOnlySoFarAndSaysWhereToGoOn()
    {
        var transaction = _scheduled.Engine.Persistence.Transactions.Begin();
        for (var number = 0; number < 10_500; number++)
        {
            var message = _scheduled.Client.Create(Broker.Core.Messages.Destination.Queue(number < 10_499 ? "many" : "rare"));
            transaction.PutJob(new() { Id = $"{number:00000}", Due = _scheduled.Now + 1_000_000 + number, Message = message });
        }

        await transaction.CommitAsync();
        var first = await ListAsync(new(Destination: "rare"));
        Assert.Empty(first.Items);
        Assert.Single((await ListAsync(new(Destination: "rare", After: first.Next))).Items);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(501, null)]
    [InlineData(50, "nonsense")]
    public async Task List_WrongQuery_IsRefused(int limit, string? after)
    {
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(() => ListAsync(new(After: after, Limit: limit)));
        Assert.Equal(CommandRefusal.Invalid, refusal.Reason);
    }

    [Fact]
    public async Task List_NotServing_Empty()
    {
        await _scheduled.SendAsync(1000);
        _administration.Detach();
        Assert.Equal((0, 0L), ((await ListAsync(new())).Items.Count, (await ListAsync(new())).Total));
    }

    [Fact]
    public async Task Find_Job_WithItsMessage()
    {
        var message = await _scheduled.SendAsync((ScheduleProperties.Cron, "0 2 * * *"), (ScheduleProperties.TimeZone, "Europe/Berlin"), (ScheduleProperties.Period, 500L), (ScheduleProperties.Repeat, 3));
        var job = (await _administration.FindJobAsync(_viewer, message.Id.ToString(), CancellationToken.None))!;
        Assert.Equal(("0 2 * * *", "Europe/Berlin", TimeSpan.FromMilliseconds(500), 3), (job.Cron, job.TimeZone, job.Period, job.RepeatsLeft));
        Assert.Equal(_scheduled.Engine.Time.GetUtcNow(), job.Created);
        Assert.Equal("1", job.Message!.Body);
        Assert.Null(await _administration.FindJobAsync(_viewer, "none", CancellationToken.None));
    }

    [Fact]
    public async Task Commands_RoleTooLow_AreForbiddenAndNothingChanges()
    {
        var id = (await _scheduled.SendAsync(1000)).Id.ToString();
        var before = await _scheduled.ReadJobsAsync();
        Func<ValueTask>[] commands =
        [
            () => _administration.RemoveJobAsync(_viewer, id, default),
            async () => await _administration.RemoveJobsAsync(_viewer, null, null, default),
            () => _administration.RunJobAsync(_viewer, id, default),
            () => _administration.PauseJobAsync(_viewer, id, default),
            () => _administration.ResumeJobAsync(_viewer, id, default),
            () => _administration.RescheduleJobAsync(_viewer, id, DateTimeOffset.MaxValue, default),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(CommandRefusal.Forbidden, (await Assert.ThrowsAsync<CommandRefusedException>(async () => await command())).Reason);
        }

        Assert.Equal(before[0].Due, Assert.Single(await _scheduled.ReadJobsAsync()).Due);
    }

    [Fact]
    public async Task Commands_UnknownJob_AreNotFound()
    {
        Func<ValueTask>[] commands =
        [
            () => _administration.RemoveJobAsync(_operator, "x", default),
            () => _administration.RunJobAsync(_operator, "x", default),
            () => _administration.PauseJobAsync(_operator, "x", default),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(CommandRefusal.NotFound, (await Assert.ThrowsAsync<CommandRefusedException>(async () => await command())).Reason);
        }
    }

    [Fact]
    public async Task Run_Repeating_DeliversNowAndGoesOnFromThen()
    {
        var id = (await _scheduled.SendAsync((ScheduleProperties.Delay, 50_000L), (ScheduleProperties.Period, 1000L), (ScheduleProperties.Repeat, 1))).Id.ToString();
        await _administration.RunJobAsync(_operator, id, default);
        await _scheduled.DeliveredAsync(1);
        Assert.Equal(_scheduled.Now + 1000, Assert.Single(await _scheduled.ReadJobsAsync()).Due);
    }

    [Fact]
    public async Task Run_Paused_IsRefusedUntilItIsResumed()
    {
        var id = (await _scheduled.SendAsync(50_000)).Id.ToString();
        await _administration.PauseJobAsync(_operator, id, default);
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(async () => await _administration.RunJobAsync(_operator, id, default));
        Assert.Equal(CommandRefusal.Conflict, refusal.Reason);
        await _administration.ResumeJobAsync(_operator, id, default);
        await _administration.RunJobAsync(_operator, id, default);
        await _scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Reschedule_TimeToCome_MovesItAndOneThatHasPassedIsRefused()
    {
        var id = (await _scheduled.SendAsync(50_000)).Id.ToString();
        var now = _scheduled.Engine.Time.GetUtcNow();
        await _administration.RescheduleJobAsync(_operator, id, now.AddSeconds(2), default);
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(async () => await _administration.RescheduleJobAsync(_operator, id, now.AddSeconds(-1), default));
        Assert.Equal(CommandRefusal.Invalid, refusal.Reason);
        _scheduled.Advance(2000);
        await _scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task RemoveMany_Times_SaysHowMany()
    {
        for (var seconds = 1; seconds <= 5; seconds++) await _scheduled.SendAsync(seconds * 1000);
        var now = _scheduled.Engine.Time.GetUtcNow();
        Assert.Equal(2, await _administration.RemoveJobsAsync(_operator, now.AddSeconds(4), null, default));
        await Assert.ThrowsAsync<CommandRefusedException>(async () => await _administration.RemoveJobsAsync(_operator, now.AddSeconds(4), now, default));
        Assert.Equal(3, await _administration.RemoveJobsAsync(_operator, null, null, default));
    }

    private Task<JobPage> ListAsync(JobQuery query) => _administration.ListJobsAsync(_viewer, query, CancellationToken.None).AsTask();
}
