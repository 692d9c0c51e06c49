using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A scheduled message that waits.</summary>
public sealed record JobContract
{
    [Description("Unique; the id of the message that was scheduled, or made from it.")]
    public required string Id { get; init; }

    [Description("Where it goes, such as queue://orders.")]
    public required string Destination { get; init; }

    [Description("The next delivery.")]
    public required DateTimeOffset Due { get; init; }

    [Description("When it was scheduled.")]
    public required DateTimeOffset Created { get; init; }

    [Description("Milliseconds added to a time of the cron expression; 0 for none.")]
    public required long DelayMilliseconds { get; init; }

    [Description("Milliseconds between deliveries; 0 for none.")]
    public required long PeriodMilliseconds { get; init; }

    [Description("Deliveries after the next one.")]
    public required int RepeatsLeft { get; init; }

    [Description("The cron expression; empty for none.")]
    public required string Cron { get; init; }

    [Description("The IANA name of its zone; empty is the server's.")]
    public required string TimeZone { get; init; }

    [Description("Times it has been delivered.")]
    public required long Executions { get; init; }

    [Description("It is left out until it is resumed.")]
    public required bool IsPaused { get; init; }

    [Description("What is delivered; null in lists.")]
    public JobMessageContract? Message { get; init; }

    internal static JobContract Of(JobView view) => new()
    {
        Id = view.Id,
        Destination = view.Destination,
        Due = view.Due,
        Created = view.Created,
        DelayMilliseconds = (long)view.Delay.TotalMilliseconds,
        PeriodMilliseconds = (long)view.Period.TotalMilliseconds,
        RepeatsLeft = view.RepeatsLeft,
        Cron = view.Cron,
        TimeZone = view.TimeZone,
        Executions = view.Executions,
        IsPaused = view.IsPaused,
        Message = view.Message is { } message ? JobMessageContract.Of(message) : null,
    };
}
