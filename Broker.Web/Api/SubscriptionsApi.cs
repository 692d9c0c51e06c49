using System.ComponentModel;
using System.Security.Claims;
using Broker.Core.Management;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Subscriptions to topics. A durable one is named by its client id and its name, which may have any character: so they are parameters.</summary>
internal static class SubscriptionsApi
{
    private const string Durable = "/durable";

    public static void MapSubscriptionsApi(this IEndpointRouteBuilder routes)
    {
        var subscriptions = routes.MapGroup("/subscriptions").WithTags("Subscriptions");
        subscriptions.MapGet("", List).WithName("ListSubscriptions").WithSummary("Subscriptions to topics, durable ones first, page by page");
        subscriptions.MapGet(Durable, Get).WithName("GetDurableSubscription").WithSummary("One durable subscription");
        subscriptions.MapGet(Durable + "/messages", BrowseAsync).WithName("BrowseDurableSubscription").WithSummary("The messages that wait in a durable subscription, in their order");
        subscriptions.MapDelete(Durable, DeleteAsync).WithName("DeleteDurableSubscription").WithSummary("Removes a durable subscription without a consumer, with its messages");
    }

    private static PageContract<SubscriptionContract> List(
        IBrokerAdministration administration,
        [Description("Only those that get this topic's messages.")] string? topic = null,
        [Description("Leave out those that end with their consumer.")] bool durableOnly = false,
        [Description("How many to leave out from the start.")] int skip = 0,
        [Description("1 to 500.")] int take = 50) =>
        PageContract<SubscriptionContract>.Of(administration.ListSubscriptions(new(topic, durableOnly, skip, take)), SubscriptionContract.Of);

    private static Results<Ok<SubscriptionContract>, ProblemHttpResult> Get(string clientId, string name, IBrokerAdministration administration) =>
        administration.FindDurableSubscription(clientId, name) is { } subscription
            ? TypedResults.Ok(SubscriptionContract.Of(subscription))
            : TypedResults.Problem($"There is no durable subscription {name} of client {clientId}.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<IReadOnlyList<WaitingMessageContract>>, ProblemHttpResult>> BrowseAsync(
        string clientId,
        string name,
        ClaimsPrincipal caller,
        IBrokerAdministration administration,
        CancellationToken cancellationToken,
        [Description("Only messages whose sequence is larger; 0 starts at the head.")] long after = 0,
        [Description("1 to 500.")] int limit = 50)
    {
        try
        {
            var messages = await administration.BrowseDurableSubscriptionAsync(caller.ToUser(), clientId, name, after, limit, cancellationToken);
            return TypedResults.Ok<IReadOnlyList<WaitingMessageContract>>([.. messages.Select(WaitingMessageContract.Of)]);
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string clientId, string name, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken)
    {
        try
        {
            await administration.DeleteDurableSubscriptionAsync(caller.ToUser(), clientId, name, cancellationToken);
            return TypedResults.NoContent();
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }
}
