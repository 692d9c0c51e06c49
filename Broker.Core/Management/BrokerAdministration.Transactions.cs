using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Transactions;

namespace Broker.Core.Management;

/// <content>Branches in doubt, and deciding them in place of a transaction manager that does not come back.</content>
public sealed partial class BrokerAdministration
{
    public IReadOnlyList<PreparedTransactionView> ListPreparedTransactions() => _serving is { } serving ? [.. serving.Router.Prepared.Select(Describe)] : [];

    public ValueTask CommitPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken) =>
        DecideAsync(caller, xid, "commit", commit: true);

    public ValueTask RollbackPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken) =>
        DecideAsync(caller, xid, "roll back", commit: false);

    private async ValueTask DecideAsync(User caller, string xid, string verb, bool commit)
    {
        Require(caller, UserRole.Administrator, $"{verb} prepared transactions");
        var id = XaTransactionId.Parse(xid) ?? throw new CommandRefusedException(
            CommandRefusal.Invalid, $"'{xid}' names no transaction; the form is format:global:branch, such as 1:0a2f:01.");
        var router = Serving().Router;
        if (!router.Prepared.Any(transaction => transaction.Id.Equals(id))) throw Unknown(xid);
        try
        {
            await router.DecideAsync(id, commit).ConfigureAwait(false);
        }
        catch (XaException e)
        {
            throw e.Code == XaErrorCode.UnknownBranch ? Unknown(xid) : new CommandRefusedException(CommandRefusal.Conflict, e.Message);
        }
    }

    private static CommandRefusedException Unknown(string xid) => new(CommandRefusal.NotFound, $"There is no prepared transaction {xid}.");

    private static PreparedTransactionView Describe(XaTransaction transaction)
    {
        var (sent, acknowledged) = transaction.Count();
        return new() { Xid = transaction.Id.Text, PreparedAt = transaction.PreparedAt, Sent = Describe(sent), Acknowledged = Describe(acknowledged) };
    }

    private static List<DestinationCount> Describe(IReadOnlyDictionary<Destination, int> counts) =>
        [.. counts.Select(count => new DestinationCount(count.Key.ToString(), count.Value)).OrderBy(count => count.Destination, StringComparer.Ordinal)];
}
