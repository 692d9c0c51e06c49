using Broker.Core.Management;
using Broker.Web.Api.Contracts;

namespace Broker.Web.Api;

/// <summary>Producers that wait for space, and for which.</summary>
internal static class BlockedProducersApi
{
    public static void MapBlockedProducersApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/blocked-producers", List).WithTags("Flow control").WithName("ListBlockedProducers")
            .WithSummary("Producers that wait for space now; the one that has waited longest comes first");

    private static IReadOnlyList<BlockedProducerContract> List(IBrokerAdministration administration) =>
        [.. administration.ListBlockedProducers().Select(BlockedProducerContract.Of)];
}
