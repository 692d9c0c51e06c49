using System.Security.Claims;
using Broker.Core.Management;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>The group of nodes: who serves, who waits, and handing over from one to the other.</summary>
internal static class AvailabilityApi
{
    public static void MapAvailabilityApi(this IEndpointRouteBuilder routes)
    {
        var availability = routes.MapGroup("/availability").WithTags("Availability");
        availability.MapGet("", Get).WithName("GetAvailability").WithSummary("This node's role, the nodes of its group, and their latest changes of role");
        availability.MapPost("/switchover", SwitchOverAsync).WithName("SwitchOver").WithSummary("Hands the store to a slave; answers when that node serves");
    }

    private static AvailabilityContract Get(IBrokerAdministration administration) => AvailabilityContract.Of(administration.GetAvailability());

    // The body has to be JSON, which no form of another site can send.
    private static async Task<Results<Ok<AvailabilityContract>, ProblemHttpResult>> SwitchOverAsync(
        SwitchoverContract switchover, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            await administration.SwitchOverAsync(caller.ToUser(), switchover.Node, cancellationToken);
            return TypedResults.Ok(AvailabilityContract.Of(administration.GetAvailability()));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }
}
