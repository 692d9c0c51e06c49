using System.ComponentModel;
using Broker.Core.Management;
using Broker.Web.Api.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Topics and their numbers.</summary>
internal static class TopicsApi
{
    public static void MapTopicsApi(this IEndpointRouteBuilder routes)
    {
        var topics = routes.MapGroup("/topics").WithTags("Topics");
        topics.MapGet("", List).WithName("ListTopics").WithSummary("Topics by name, page by page; temporary ones and advisories are left out");
        topics.MapGet("/{**name}", Get).WithName("GetTopic").WithSummary("One topic");
    }

    private static PageContract<TopicContract> List(
        IBrokerAdministration administration,
        [Description("Part of the name, in upper or lower case.")] string? filter = null,
        [Description("How many to leave out from the start.")] int skip = 0,
        [Description("1 to 500.")] int take = 50) =>
        PageContract<TopicContract>.Of(administration.ListTopics(new(filter, skip, take)), TopicContract.Of);

    private static Results<Ok<TopicContract>, ProblemHttpResult> Get(string name, IBrokerAdministration administration) =>
        administration.FindTopic(name) is { } topic
            ? TypedResults.Ok(TopicContract.Of(topic))
            : TypedResults.Problem($"There is no topic {name}.", statusCode: StatusCodes.Status404NotFound);
}
