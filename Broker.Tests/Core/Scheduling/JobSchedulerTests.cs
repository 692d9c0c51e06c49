using Broker.Core.Messages;
using Broker.Core.Scheduling;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Scheduling;

public sealed class JobSchedulerTests
{
    [Fact]
    public async Task Run_Delay_DeliveredThenAndNotBefore()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(1000);
        scheduled.Advance(999);
        await scheduled.DeliveredAsync(0);
        scheduled.Advance(1);
        await scheduled.DeliveredAsync(1);
        Assert.Equal(0, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Run_DelayOfZero_AtOnce()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(0);
        await scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Run_EarlierJobAddedLater_IsNotMadeToWait()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(60_000);
        await scheduled.SettledAsync();
        await scheduled.SendAsync(100);
        scheduled.Advance(100);
        await scheduled.DeliveredAsync(1);
        Assert.Equal([2], scheduled.Consumer.Numbers);
        scheduled.Advance(59_900);
        await scheduled.DeliveredAsync(2);
    }

    [Fact]
    public async Task Run_Repeat_OnceMoreThanItSays()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync((ScheduleProperties.Delay, 100L), (ScheduleProperties.Period, 1000L), (ScheduleProperties.Repeat, 2));
        scheduled.Advance(100);
        await scheduled.DeliveredAsync(1);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(2);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(3);
        Assert.Equal(0, scheduled.Jobs.Count);
        Assert.Equal(3, scheduled.Consumer.Messages.Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task Run_RepeatWithoutPeriod_BackToBack()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync((ScheduleProperties.Delay, 10L), (ScheduleProperties.Repeat, 4));
        scheduled.Advance(10);
        await scheduled.DeliveredAsync(5);
        Assert.Equal(0, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Run_Cron_AgainAndAgain()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync((ScheduleProperties.Cron, "* * * * *"));
        scheduled.Advance(55_000);
        await scheduled.DeliveredAsync(1);
        scheduled.Advance(60_000);
        await scheduled.DeliveredAsync(2);
        Assert.Equal(2, Assert.Single(await scheduled.ReadJobsAsync()).Executions);
    }

    [Fact]
    public async Task Run_CronWithRepeat_EachTimeARow()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync((ScheduleProperties.Cron, "* * * * *"), (ScheduleProperties.Period, 1000L), (ScheduleProperties.Repeat, 1));
        scheduled.Advance(56_000); // the minute, and the period that ActiveMQ adds to the first
        await Eventually.TrueAsync(() => scheduled.Jobs.Count == 2);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(2);
        Assert.Equal(1, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Run_MoreThanAPageAtOnce_AllOnceAndInOrder()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        for (var number = 1; number <= 1200; number++) await scheduled.SendAsync(1000 + number);
        scheduled.Advance(3000);
        await Eventually.TrueAsync(() => scheduled.Jobs.Count == 0);
        await scheduled.DeliveredAsync(1000); // the consumer's prefetch
        Assert.Equal(Enumerable.Range(1, 1000).Select(static number => (long)number), scheduled.Consumer.Numbers);
        Assert.Equal(1200, scheduled.Engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Run_PausedJobsInTheWay_DoNotHideLaterOnes()
    {
        var persistence = new MemoryPersistenceAdapter();
        var transaction = persistence.Transactions.Begin();
        for (var number = 0; number < 1100; number++)
        {
            var message = new Message { Id = new(new("ID:x", 1, 1), number), Destination = Destination.Queue("Q") };
            transaction.PutJob(new() { Id = $"{number:0000}", Due = 5, Message = message, IsPaused = number is > 0 and < 1099 });
        }

        await transaction.CommitAsync();
        await using var scheduled = await ScheduledEngine.StartAsync(persistence);
        await scheduled.DeliveredAsync(2);
        Assert.Equal(1098, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Run_StoreFailsAtTheTime_DeliversOnceWhenItIsBack()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var scheduled = await ScheduledEngine.StartAsync(persistence);
        await scheduled.SendAsync((ScheduleProperties.Delay, 100L), (ScheduleProperties.Period, 50_000L), (ScheduleProperties.Repeat, 1));
        persistence.Refusal = new("broken");
        scheduled.Advance(100);
        await scheduled.DeliveredAsync(0);
        persistence.Refusal = new StoreFullException("full");
        scheduled.Advance(500);
        await scheduled.DeliveredAsync(0);
        persistence.Refusal = null;
        scheduled.Advance(500);
        await scheduled.DeliveredAsync(1);
        Assert.Equal(0, Assert.Single(await scheduled.ReadJobsAsync()).RepeatsLeft);
    }

    [Fact]
    public async Task Run_DestinationGone_TriedAgainAndThenInTheDeadLetterQueue()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:gone:1");
        scheduled.Engine.Router.AddDestination(scheduled.Client.State, temporary);
        await scheduled.Client.SendAsync(scheduled.Create(temporary, (ScheduleProperties.Delay, 100L)));
        await scheduled.SendAsync(100);
        await scheduled.Engine.Router.RemoveDestinationAsync(scheduled.Client.State, temporary);
        scheduled.Advance(100);
        await scheduled.DeliveredAsync(1); // the other one does not wait for it
        for (var pause = 1; pause <= 16; pause *= 2)
        {
            await Eventually.TrueAsync(async () => (await scheduled.ReadJobsAsync()) is [var job] && job.Due > scheduled.Now, () => "It was not postponed.");
            await scheduled.SettledAsync();
            Assert.Equal(0, scheduled.Engine.Queue("ActiveMQ.DLQ").Count);
            scheduled.Advance(pause * 1000);
        }

        var dead = await scheduled.Client.ConsumeAsync("ActiveMQ.DLQ");
        await dead.CountAsync(1);
        await scheduled.SettledAsync();
        Assert.Equal(0, scheduled.Jobs.Count);
        Assert.Equal(temporary, dead.Messages[0].OriginalDestination);
        var properties = MessageProperties.ReadAll(dead.Messages[0].Properties);
        Assert.Contains("ID:gone:1 does not exist", (string)properties["dlqDeliveryFailureCause"]!, StringComparison.Ordinal);
        Assert.False(properties.ContainsKey(ScheduleProperties.Delay));
    }

    [Fact]
    public async Task Run_DestinationBackInTime_IsDelivered()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:back:1");
        scheduled.Engine.Router.AddDestination(scheduled.Client.State, temporary);
        await scheduled.Client.SendAsync(scheduled.Create(temporary, (ScheduleProperties.Delay, 100L)));
        await scheduled.Engine.Router.RemoveDestinationAsync(scheduled.Client.State, temporary);
        scheduled.Advance(100);
        await Eventually.TrueAsync(async () => (await scheduled.ReadJobsAsync()) is [var job] && job.Due > scheduled.Now, () => "It was not postponed.");
        scheduled.Engine.Router.AddDestination(scheduled.Client.State, temporary);
        var consumer = await scheduled.Client.ConsumeAsync(temporary);
        scheduled.Advance(1000);
        await consumer.CountAsync(1);
    }

    [Fact]
    public async Task Start_JobsOfAnotherMaster_AreDeliveredOnce()
    {
        var persistence = new MemoryPersistenceAdapter();
        await using (var before = new EngineFixture(persistence))
        {
            var client = before.Connect();
            for (var number = 0; number < 3; number++)
            {
                var message = client.Create(Destination.Queue("Q"));
                message.Properties = MessageProperties.Append(message.Properties, [new(ScheduleProperties.Delay, 0L)]);
                await client.SendAsync(message);
            }
        }

        await using var scheduled = await ScheduledEngine.StartAsync(persistence);
        await scheduled.DeliveredAsync(3);
    }

    [Fact]
    public async Task Dispose_JobDueLater_StaysAndCommandsAreRefused()
    {
        var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(1000);
        await scheduled.Scheduler.DisposeAsync();
        scheduled.Advance(5000);
        Assert.Equal(1, scheduled.Jobs.Count);
        await Assert.ThrowsAsync<OperationCanceledException>(() => scheduled.Scheduler.RemoveAsync("x"));
        await scheduled.DisposeAsync();
    }

    [Fact]
    public async Task Remove_Job_IsNotDelivered()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = await scheduled.SendAsync(1000);
        Assert.True(await scheduled.Scheduler.RemoveAsync(message.Id.ToString()));
        Assert.False(await scheduled.Scheduler.RemoveAsync(message.Id.ToString()));
        scheduled.Advance(2000);
        await scheduled.DeliveredAsync(0);
    }

    [Fact]
    public async Task Remove_Window_BothEndsCount()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        for (var delay = 1000; delay <= 1004; delay++) await scheduled.SendAsync(delay);
        Assert.Equal(3, await scheduled.Scheduler.RemoveAsync(scheduled.Now + 1001, scheduled.Now + 1003));
        scheduled.Advance(2000);
        await scheduled.DeliveredAsync(2);
        Assert.Equal([1, 5], scheduled.Consumer.Numbers);
    }

    [Fact]
    public async Task Change_DueSooner_DeliveredThen()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = await scheduled.SendAsync(1_000_000);
        Assert.True(await scheduled.Scheduler.ChangeAsync(message.Id.ToString(), job => job with { Due = scheduled.Now + 10 }));
        scheduled.Advance(10);
        await scheduled.DeliveredAsync(1);
        Assert.False(await scheduled.Scheduler.ChangeAsync(message.Id.ToString(), static job => job));
    }

    [Fact]
    public async Task Change_PausedAndResumed_WaitsAndGoesOn()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var id = (await scheduled.SendAsync(1000)).Id.ToString();
        await scheduled.Scheduler.ChangeAsync(id, static job => job with { IsPaused = true });
        scheduled.Advance(5000);
        await scheduled.DeliveredAsync(0);
        await scheduled.Scheduler.ChangeAsync(id, static job => job with { IsPaused = false });
        await scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Change_Throws_IsTheAnswerAndNothingChanges()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var id = (await scheduled.SendAsync(1000)).Id.ToString();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scheduled.Scheduler.ChangeAsync(id, static _ => throw new InvalidOperationException()));
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Read_SupportOff_DeliveredAtOnceAndSaidOnce()
    {
        using var loggers = new RecordingLoggers();
        await using var scheduled = await ScheduledEngine.StartAsync(options: new(IsEnabled: false), logger: loggers.CreateLogger("x"));
        await scheduled.SendAsync(1000);
        await scheduled.SendAsync(1000);
        // Nor is a wrong value anybody's business then.
        await scheduled.SendAsync((ScheduleProperties.Delay, "soon"));
        await scheduled.DeliveredAsync(3);
        Assert.Equal(
            "Warning: A message to queue://Q asks for a later delivery, and Broker:SchedulerSupport is false: such messages are delivered at once. This is said once.",
            Assert.Single(loggers.Lines));
    }

    [Fact]
    public async Task Run_ManyDueInOneMillisecond_DeliveredAsTheyWereScheduled()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var other = scheduled.Engine.Connect();
        var expected = new List<MessageId>();
        // More than a page, by two producers in turn, whose ids sort otherwise.
        for (var number = 0; number < 1200; number++)
        {
            var client = number % 3 == 0 ? other : scheduled.Client;
            var message = client.Create(Destination.Queue("Q"));
            message.Properties = MessageProperties.Append(message.Properties, [KeyValuePair.Create<string, object?>(ScheduleProperties.Delay, 1000L)]);
            expected.Add((await client.SendAsync(message)).Id);
        }

        // Again and again: on a busy machine the loop may look at the clock before the time comes, and set its timer afterwards.
        await Eventually.TrueAsync(() =>
        {
            scheduled.Advance(1000);
            return scheduled.Jobs.Count == 0;
        });
        await scheduled.DeliveredAsync(1000);
        Assert.Equal(expected.Take(1000), scheduled.Consumer.Messages.Select(message => message.Id));
    }
}
