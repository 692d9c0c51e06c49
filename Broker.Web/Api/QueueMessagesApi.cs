using System.Security.Claims;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Waiting messages sent elsewhere: dead letters back to where they died, others to another queue.</summary>
internal static class QueueMessagesApi
{
    public static void MapQueueMessagesApi(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/queues/{queue}/messages").WithTags("Messages");
        messages.MapPost("/retry", RetryAsync).WithName("RetryMessages").WithSummary("Sends dead letters back to the queue or topic they died in");
        messages.MapPost("/move", MoveAsync).WithName("MoveMessages").WithSummary("Moves waiting messages to the end of another queue");
        messages.MapPost("/copy", CopyAsync).WithName("CopyMessages").WithSummary("Copies waiting messages to the end of a queue");
    }

    // The bodies have to be JSON, which no form of another site can send.
    private static Task<Results<Ok<MessagesSentContract>, ProblemHttpResult>> RetryAsync(
        string queue, MessageSelectionContract selection, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken) =>
        ActAsync(queue, selection, caller.ToUser(), administration,
            (user, chosen) => administration.RetryMessagesAsync(user, queue, chosen, cancellationToken), cancellationToken);

    private static Task<Results<Ok<MessagesSentContract>, ProblemHttpResult>> MoveAsync(
        string queue, MessageSelectionContract selection, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken) =>
        ActAsync(queue, selection, caller.ToUser(), administration,
            (user, chosen) => administration.MoveMessagesAsync(user, queue, chosen, selection.Target ?? "", cancellationToken), cancellationToken);

    private static Task<Results<Ok<MessagesSentContract>, ProblemHttpResult>> CopyAsync(
        string queue, MessageSelectionContract selection, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken) =>
        ActAsync(queue, selection, caller.ToUser(), administration,
            (user, chosen) => administration.CopyMessagesAsync(user, queue, chosen, selection.Target ?? "", cancellationToken), cancellationToken);

    private static async Task<Results<Ok<MessagesSentContract>, ProblemHttpResult>> ActAsync(
        string queue,
        MessageSelectionContract selection,
        User caller,
        IBrokerAdministration administration,
        Func<User, MessageSelection, ValueTask<long>> act,
        CancellationToken cancellationToken)
    {
        var chosen = selection.ToSelection();
        try
        {
            var messages = selection.DryRun
                ? await administration.CountMessagesAsync(caller, queue, chosen, cancellationToken)
                : await act(caller, chosen);
            return TypedResults.Ok(new MessagesSentContract(messages, selection.DryRun));
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }
}
