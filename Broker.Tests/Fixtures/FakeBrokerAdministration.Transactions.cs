using System.Collections.Concurrent;
using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <content>Two transactions in doubt, unless the broker is empty or serves nobody.</content>
internal sealed partial class FakeBrokerAdministration
{
    private readonly ConcurrentDictionary<string, PreparedTransactionView> _prepared = MakePrepared(scene, time.GetUtcNow());

    /// <summary>Who decided what, in order.</summary>
    public ConcurrentQueue<(User Caller, string Xid, bool Committed)> Decided { get; } = new();

    public IReadOnlyList<PreparedTransactionView> ListPreparedTransactions() => [.. _prepared.Values.OrderBy(transaction => transaction.PreparedAt)];

    public ValueTask CommitPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken) => Decide(caller, xid, committed: true);

    public ValueTask RollbackPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken) => Decide(caller, xid, committed: false);

    private ValueTask Decide(User caller, string xid, bool committed)
    {
        Require(caller, UserRole.Administrator);
        if (!_prepared.TryRemove(xid, out _)) throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no prepared transaction {xid}.");
        Decided.Enqueue((caller, xid, committed));
        return ValueTask.CompletedTask;
    }

    private static ConcurrentDictionary<string, PreparedTransactionView> MakePrepared(FakeScene scene, DateTimeOffset now)
    {
        var made = new ConcurrentDictionary<string, PreparedTransactionView>(StringComparer.Ordinal);
        if (scene is FakeScene.Empty or FakeScene.Slave) return made;
        foreach (var (xid, age) in new[] { ("4660:0a2f31:01", 95), ("4660:0a2f32:01", 2) })
        {
            made[xid] = new()
            {
                Xid = xid,
                PreparedAt = now - TimeSpan.FromMinutes(age),
                Sent = [new("queue://orders.created", 2), new("queue://orders.paid", 1)],
                Acknowledged = [new("queue://orders.retry", 3)],
            };
        }

        return made;
    }
}
