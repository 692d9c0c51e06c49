namespace Broker.Web.Api;

/// <summary>The REST API: everything below /api/v1, one file for each resource.</summary>
public static class ApiEndpoints
{
    public const string Prefix = "/api";

    /// <summary>Whether a request is for the API, whose callers are programs: they get problem details, never a page.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);

    public static void UseApiProblems(this IApplicationBuilder app) => app.UseWhen(IsApi, static api =>
    {
        api.UseExceptionHandler();
        api.UseStatusCodePages();
    });

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Prefix + "/v1").RequireAuthorization();
        api.MapAvailabilityApi();
        api.MapTopicsApi();
        api.MapSubscriptionsApi();
        api.MapQueueMessagesApi();
        api.MapUsersApi();
        api.MapBlockedProducersApi();
        api.MapAuthorizationApi();
        api.MapJobsApi();
        api.MapTransactionsApi();
    }
}
