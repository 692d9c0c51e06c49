using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Scheduled messages: when they are due, how they go on, and what can be done with each.</summary>
public sealed partial class JobTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<JobView> Jobs { get; set; } = [];

    [Parameter, EditorRequired]
    public User User { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Called with the job that is to be delivered now.</summary>
    [Parameter]
    public EventCallback<JobView> OnRun { get; set; }

    /// <summary>Called with the job that is to be left out.</summary>
    [Parameter]
    public EventCallback<JobView> OnPause { get; set; }

    /// <summary>Called with the job that is to go on.</summary>
    [Parameter]
    public EventCallback<JobView> OnResume { get; set; }

    /// <summary>Called with the job that is to be taken out.</summary>
    [Parameter]
    public EventCallback<JobView> OnRemove { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private string? Obstacle => User.Role < UserRole.Operator ? Words["Right.Operator"].Value : null;

    private string Describe(JobView job)
    {
        if (job.Cron.Length > 0) return job.TimeZone.Length > 0 ? Words["Schedule.CronIn", job.Cron, job.TimeZone] : Words["Schedule.Cron", job.Cron];
        return job.RepeatsLeft > 0
            ? Words["Schedule.Every", Moments.Span(job.Period, Words), Compact.Exact(job.RepeatsLeft)]
            : Words["Schedule.Once"];
    }
}
