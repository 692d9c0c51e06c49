using Broker.Core.Management;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Turns a refused command into problem details: the sentence that the console shows, and a status for programs.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult Of(CommandRefusedException refused) => TypedResults.Problem(refused.Message, statusCode: StatusOf(refused.Reason));

    private static int StatusOf(CommandRefusal reason) => reason switch
    {
        CommandRefusal.Invalid => StatusCodes.Status400BadRequest,
        CommandRefusal.Forbidden => StatusCodes.Status403Forbidden,
        CommandRefusal.NotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status409Conflict,
    };
}
