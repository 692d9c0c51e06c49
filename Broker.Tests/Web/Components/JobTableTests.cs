using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Bunit;

namespace Broker.Tests.Web.Components;

public sealed class JobTableTests : PanelContext
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly JobView Job = new() { Id = "ID:a:1", Destination = "queue://later", Due = Now.AddMinutes(4), Created = Now };

    public static TheoryData<JobView, string> Schedules => new()
    {
        { Job, "once" },
        { Job with { Period = TimeSpan.FromSeconds(5), RepeatsLeft = 3 }, "every 5 s, 3 more" },
        { Job with { Cron = "0 * * * *" }, "cron 0 * * * *" },
        { Job with { Cron = "0 * * * *", TimeZone = "Asia/Shanghai" }, "cron 0 * * * * (Asia/Shanghai)" },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Row_Schedule_SaysHowItGoesOn(JobView job, string schedule)
    {
        var cells = Render(UserRole.Operator, [job]).FindAll("tbody td, tbody th");

        Assert.Equal(["in 4 min", "queue://later", schedule, "0", "ID:a:1"], cells.Take(5).Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public void Buttons_Operator_ActOnThatJob()
    {
        var acts = new List<string>();
        var table = Render(UserRole.Operator, [Job, Job with { Id = "ID:b:1", IsPaused = true }], acts);

        for (var at = 0; at < table.FindAll("button:not([disabled])").Count; at++) table.FindAll("button:not([disabled])")[at].Click();

        Assert.Equal(["run ID:a:1", "pause ID:a:1", "remove ID:a:1", "resume ID:b:1", "remove ID:b:1"], acts);
    }

    [Fact]
    public void Buttons_Viewer_DisabledWithTheReason()
    {
        foreach (var button in Render(UserRole.Viewer, [Job]).FindAll("button"))
        {
            Assert.True(button.HasAttribute("disabled"));
            Assert.Equal("Operators and administrators can do this", button.GetAttribute("title"));
        }
    }

    [Fact]
    public void None_SaysHowToScheduleOne() => Assert.Contains("AMQ_SCHEDULED_DELAY", Render(UserRole.Viewer, []).Find("td.none").TextContent, StringComparison.Ordinal);

    private IRenderedComponent<JobTable> Render(UserRole role, IReadOnlyList<JobView> jobs, List<string>? acts = null) =>
        Render<JobTable>(parameters => parameters
            .Add(panel => panel.Jobs, jobs)
            .Add(panel => panel.User, new User("u", role))
            .Add(panel => panel.Now, Now)
            .Add(panel => panel.OnRun, job => acts?.Add("run " + job.Id))
            .Add(panel => panel.OnPause, job => acts?.Add("pause " + job.Id))
            .Add(panel => panel.OnResume, job => acts?.Add("resume " + job.Id))
            .Add(panel => panel.OnRemove, job => acts?.Add("remove " + job.Id)));
}
