using Broker.Core.Management;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Turns a refused command into problem details: the sentence that the console shows, and a status for programs.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult Of(CommandRefusedException refused) => TypedResults.Problem(refused.Message, statusCode: StatusOf(refused.Reason));

    /// <summary>Carries out a command that has nothing to tell.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> TryAsync(Func<ValueTask> command)
    {
        try
        {
            await command();
            return TypedResults.NoContent();
        }
        catch (CommandRefusedException refused)
        {
            return Of(refused);
        }
    }

    private static int StatusOf(CommandRefusal reason) => reason switch
    {
        CommandRefusal.Invalid => StatusCodes.Status400BadRequest,
        CommandRefusal.Forbidden => StatusCodes.Status403Forbidden,
        CommandRefusal.NotFound => StatusCodes.Status404NotFound,
        CommandRefusal.Stale => StatusCodes.Status412PreconditionFailed,
        _ => StatusCodes.Status409Conflict,
    };
}
