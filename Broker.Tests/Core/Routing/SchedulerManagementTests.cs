using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Scheduling;
using Broker.Core.Security;
using Broker.Tests.Core.Scheduling;

namespace Broker.Tests.Core.Routing;

public sealed class SchedulerManagementTests
{
    private static readonly Destination _management = Destination.Topic("ActiveMQ.Scheduler.Management");
    private static readonly Destination _replies = Destination.Queue("replies");

    [Theory]
    [InlineData(DestinationKind.Topic, "ActiveMQ.Scheduler.Management")]
    [InlineData(DestinationKind.Queue, "activemq.scheduler.management")]
    public async Task Browse_All_EachJobToTheReplyDestination(DestinationKind kind, string name)
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        for (var delay = 1; delay <= 450; delay++) await scheduled.SendAsync(delay * 1000);
        var request = scheduled.Create(new(kind, name), ("AMQ_SCHEDULER_ACTION", "BROWSE"));
        request.ReplyTo = _replies;
        await scheduled.Client.SendAsync(request);

        var replies = await scheduled.Client.ConsumeAsync("replies");
        Assert.Equal(450, replies.Messages.Count);
        var reply = replies.Messages[0];
        Assert.Equal(("Advisory", false, 0L), (reply.Type, reply.Persistent, reply.Expiration));
        Assert.Equal(Destination.Queue("Q"), reply.OriginalDestination);
        var properties = MessageProperties.ReadAll(reply.Properties);
        Assert.Equal((await scheduled.ReadJobsAsync())[0].Id, properties[ScheduleProperties.JobId]);
        Assert.Equal(1000L, properties[ScheduleProperties.Delay]);
        Assert.Equal(450, replies.Messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(450, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Browse_Times_ThoseBetween()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        for (var delay = 1; delay <= 5; delay++) await scheduled.SendAsync(delay * 1000);
        var request = Request(scheduled, "BROWSE", ("ACTION_START_TIME", scheduled.Now + 2000), ("ACTION_END_TIME", (scheduled.Now + 4000).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        request.ReplyTo = _replies;
        await scheduled.Client.SendAsync(request);
        Assert.Equal(3, (await scheduled.Client.ConsumeAsync("replies")).Messages.Count);
    }

    [Fact]
    public async Task Remove_Id_ThatOne()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var (gone, kept) = (await scheduled.SendAsync(1000), await scheduled.SendAsync(1000));
        await scheduled.Client.SendAsync(Request(scheduled, "REMOVE", (ScheduleProperties.JobId, gone.Id.ToString())));
        Assert.Equal(kept.Id.ToString(), Assert.Single(await scheduled.ReadJobsAsync()).Id);
    }

    [Fact]
    public async Task RemoveAll_TimesOrNone_ThoseOrAll()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        for (var delay = 1; delay <= 5; delay++) await scheduled.SendAsync(delay * 1000);
        await scheduled.Client.SendAsync(Request(scheduled, "REMOVEALL", ("ACTION_START_TIME", scheduled.Now + 2000), ("ACTION_END_TIME", scheduled.Now + 4000)));
        Assert.Equal(2, scheduled.Jobs.Count);
        await scheduled.Client.SendAsync(Request(scheduled, "REMOVEALL"));
        Assert.Equal(0, scheduled.Jobs.Count);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "CLEAR", "x", "AMQ_SCHEDULER_ACTION is 'CLEAR'; write BROWSE, REMOVE or REMOVEALL." },
        { "", "x", "AMQ_SCHEDULER_ACTION is ''; write BROWSE" },
        { "BROWSE", "x", "needs a JMSReplyTo" },
        { "REMOVE", "x", "needs its id as the property scheduledJobId" },
        { "REMOVEALL", "ACTION_START_TIME", "ACTION_END_TIME is ''; write both ACTION_START_TIME and ACTION_END_TIME" },
        { "REMOVEALL", "ACTION_END_TIME", "ACTION_START_TIME is ''; write both" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Request_Wrong_SaysHowItIsRightAndRemovesNothing(string action, string property, string expected)
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(1000);
        var refusal = await Assert.ThrowsAsync<MessageFormatException>(() => scheduled.Client.SendAsync(Request(scheduled, action, (property, 1L))));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Browse_ReplyDestinationGone_IsRefused()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(1000);
        var request = Request(scheduled, "BROWSE");
        request.ReplyTo = new(DestinationKind.TemporaryQueue, "ID:gone:1");
        await Assert.ThrowsAsync<InvalidDestinationException>(() => scheduled.Client.SendAsync(request));
    }

    [Theory]
    [InlineData("sales", false, false)]
    [InlineData("support", true, false)]
    [InlineData("operators", true, true)]
    public async Task Manage_Rights_ReadingLetsBrowseAndAdministeringRemove(string group, bool mayBrowse, bool mayRemove)
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(1000);
        AuthorizationEntry[] entries =
        [
            new() { Queue = ">", Read = "*", Write = "*", Admin = "*" },
            new() { Topic = "ActiveMQ.Scheduler.>", Write = "*", Read = "support,operators", Admin = "operators" },
        ];
        scheduled.Engine.Authorization.Adopt(new(new() { Enabled = true, Entries = entries }, 1, "test", At: null));
        var client = scheduled.Engine.Connect(user: new("u", UserRole.Client) { Groups = [group] });
        Assert.Equal(mayBrowse, await IsDoneAsync("BROWSE"));
        Assert.Equal(mayRemove, await IsDoneAsync("REMOVE"));
        Assert.Equal(mayRemove, await IsDoneAsync("REMOVEALL"));
        Assert.Equal(mayRemove ? 0 : 1, scheduled.Jobs.Count);

        async Task<bool> IsDoneAsync(string action)
        {
            var request = client.Create(_management);
            request.ReplyTo = Destination.Queue("replies");
            request.Properties = MessageProperties.Write([new("AMQ_SCHEDULER_ACTION", action), new(ScheduleProperties.JobId, "x")]);
            return await Record.ExceptionAsync(() => client.SendAsync(request)) is not NotAuthorizedException;
        }
    }

    private static Message Request(ScheduledEngine scheduled, string action, params (string, object?)[] properties) =>
        scheduled.Create(_management, [("AMQ_SCHEDULER_ACTION", action), .. properties]);
}
