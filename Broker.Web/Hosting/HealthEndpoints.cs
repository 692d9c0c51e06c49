using Broker.Core.Management;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Web.Hosting;

/// <summary>For load balancers and supervisors: is the process alive, and does this node serve?</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", () => Results.Text("live")).WithName("Live");
        health.MapGet("/ready", Ready).WithName("Ready");
    }

    // The role alone: whoever asks has not signed in.
    private static IResult Ready([FromServices] IBrokerAdministration administration)
    {
        var role = administration.GetBroker().Role;
        return Results.Text(role.ToString(), statusCode: role == BrokerRole.Master ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
