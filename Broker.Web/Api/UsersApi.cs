using System.Security.Claims;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Users: who may connect and sign in, and which groups they are in.</summary>
internal static class UsersApi
{
    public static void MapUsersApi(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users");
        users.MapGet("", List).WithName("ListUsers").WithSummary("All users, by name; never their passwords");
        users.MapPut("/{name}", PutAsync).WithName("PutUser").WithSummary("Adds a user or changes one; groups hold from its next connection on");
        users.MapDelete("/{name}", RemoveAsync).WithName("RemoveUser").WithSummary("Removes a user");
    }

    private static IReadOnlyList<UserContract> List(ISecurityAdministration administration) =>
        [.. administration.ListUsers().Select(UserContract.Of)];

    // The body has to be JSON, which no form of another site can send.
    private static Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        string name, UserChangeContract change, ClaimsPrincipal caller, ISecurityAdministration administration, CancellationToken cancellationToken) => ApiProblem.TryAsync(async () =>
    {
        if (!Enum.TryParse<UserRole>(change.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role))
        {
            throw new CommandRefusedException(
                CommandRefusal.Invalid, $"role: '{change.Role}' is not possible; write one of {string.Join(", ", Enum.GetNames<UserRole>())}.");
        }

        await administration.PutUserAsync(caller.ToUser(), new(name, role) { Groups = change.Groups ?? [] }, change.Password, cancellationToken);
    });

    private static Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string name, ClaimsPrincipal caller, ISecurityAdministration administration, CancellationToken cancellationToken) =>
        ApiProblem.TryAsync(() => administration.RemoveUserAsync(caller.ToUser(), name, cancellationToken));
}
