using System.Security.Claims;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Web.Api.Contracts;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broker.Web.Api;

/// <summary>Distributed transactions in doubt, and deciding them when their transaction manager does not.</summary>
internal static class TransactionsApi
{
    public static void MapTransactionsApi(this IEndpointRouteBuilder routes)
    {
        var transactions = routes.MapGroup("/transactions").WithTags("Transactions");
        transactions.MapGet("", List).WithName("ListTransactions").WithSummary("The prepared transactions that nobody has decided, the oldest first");
        transactions.MapPost("/commit", CommitAsync).WithName("CommitTransaction").WithSummary("Commits one in place of its transaction manager; answers when that is durable");
        transactions.MapPost("/rollback", RollbackAsync).WithName("RollbackTransaction").WithSummary("Rolls one back in place of its transaction manager; answers when that is durable");
    }

    private static IReadOnlyList<PreparedTransactionContract> List(IBrokerAdministration administration) =>
        [.. administration.ListPreparedTransactions().Select(PreparedTransactionContract.Of)];

    private static Task<Results<NoContent, ProblemHttpResult>> CommitAsync(
        TransactionDecisionContract decision, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken) =>
        DecideAsync(administration.CommitPreparedTransactionAsync, decision, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> RollbackAsync(
        TransactionDecisionContract decision, ClaimsPrincipal caller, IBrokerAdministration administration, CancellationToken cancellationToken) =>
        DecideAsync(administration.RollbackPreparedTransactionAsync, decision, caller, cancellationToken);

    // The body has to be JSON, which no form of another site can send.
    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        Func<User, string, CancellationToken, ValueTask> decide, TransactionDecisionContract decision, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        try
        {
            await decide(caller.ToUser(), decision.Xid, cancellationToken);
            return TypedResults.NoContent();
        }
        catch (CommandRefusedException refused)
        {
            return ApiProblem.Of(refused);
        }
    }
}
