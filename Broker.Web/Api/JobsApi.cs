using System.Security.Claims;
using Broker.Core.Management;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Scheduled messages that wait for their time.</summary>
internal static class JobsApi
{
    public static void MapJobsApi(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs").WithTags("Scheduled messages");
        jobs.MapGet("", ListAsync).WithName("ListJobs").WithSummary("The jobs that wait, the next one due first, page by page");
        jobs.MapGet("/{id}", FindAsync).WithName("GetJob").WithSummary("One job with its message");
        jobs.MapPatch("/{id}", ChangeAsync).WithName("ChangeJob").WithSummary("Pauses, resumes, moves or runs a job");
        jobs.MapDelete("/{id}", RemoveAsync).WithName("RemoveJob").WithSummary("Takes a job out for good");
        jobs.MapPost("/removals", RemoveManyAsync).WithName("RemoveJobs").WithSummary("Takes out for good what is due in a time");
    }

    private static async Task<Results<Ok<JobPageContract>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal caller,
        IBrokerAdministration administration,
        CancellationToken cancellationToken,
        DateTimeOffset? from = null,
        DateTimeOffset? through = null,
        string? destination = null,
        string? after = null,
        int limit = 50)
    {
        try
        {
            var page = await administration.ListJobsAsync(caller.ToUser(), new(from, through, destination, after, limit), cancellationToken);
            return TypedResults.Ok(JobPageContract.Of(page));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static async Task<Results<Ok<JobContract>, ProblemHttpResult>> FindAsync(
        string id, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            var job = await administration.FindJobAsync(caller.ToUser(), id, cancellationToken);
            return job is null ? NoJob(id) : TypedResults.Ok(JobContract.Of(job));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        string id, JobChangeContract change, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        var user = caller.ToUser();
        try
        {
            await (change switch
            {
                { IsPaused: true, Due: null, RunNow: null } => administration.PauseJobAsync(user, id, cancellationToken),
                { IsPaused: false, Due: null, RunNow: null } => administration.ResumeJobAsync(user, id, cancellationToken),
                { IsPaused: null, Due: { } due, RunNow: null } => administration.RescheduleJobAsync(user, id, due, cancellationToken),
                { IsPaused: null, Due: null, RunNow: true } => administration.RunJobAsync(user, id, cancellationToken),
                _ => throw new CommandRefusedException(CommandRefusal.Invalid, "One change at a time: write isPaused, or due, or runNow as true."),
            });
            return TypedResults.NoContent();
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            await administration.RemoveJobAsync(caller.ToUser(), id, cancellationToken);
            return TypedResults.NoContent();
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    // The body has to be JSON, which no form of another site can send.
    private static async Task<Results<Ok<JobRemovalsContract>, ProblemHttpResult>> RemoveManyAsync(
        JobTimesContract times, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(new JobRemovalsContract(await administration.RemoveJobsAsync(caller.ToUser(), times.From, times.Through, cancellationToken)));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static ProblemHttpResult NoJob(string id) => ApiProblem.Of(new(CommandRefusal.NotFound, $"There is no job {id}; it may have been delivered."));
}
