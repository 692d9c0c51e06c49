using System.Security.Claims;
using Broker.Core.Management;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Rights on destinations: what is written, and what it means for one user and one destination.</summary>
internal static class AuthorizationApi
{
    public static void MapAuthorizationApi(this IEndpointRouteBuilder routes)
    {
        var authorization = routes.MapGroup("/authorization").WithTags("Authorization");
        authorization.MapGet("", Get).WithName("GetAuthorization").WithSummary("The rights in force, and their version");
        authorization.MapPut("", PutAsync).WithName("PutAuthorization").WithSummary("Replaces the rights; connected clients have the new ones from their next operation on");
        authorization.MapGet("/effective", Find).WithName("FindPermission").WithSummary("What a user may do with a destination, and which entry gives it");
    }

    private static AuthorizationContract Get(ISecurityAdministration administration) => AuthorizationContract.Of(administration.GetRights());

    // The body has to be JSON, which no form of another site can send.
    private static async Task<Results<Ok<AuthorizationContract>, ProblemHttpResult>> PutAsync(
        AuthorizationContract rights, ClaimsPrincipal caller, ISecurityAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(AuthorizationContract.Of(
                await administration.PutRightsAsync(caller.ToUser(), rights.ToOptions(), rights.Version, cancellationToken)));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static Results<Ok<PermissionContract>, ProblemHttpResult> Find(string user, string destination, ISecurityAdministration administration)
    {
        try
        {
            return TypedResults.Ok(PermissionContract.Of(administration.FindPermission(user, destination)));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }
}
